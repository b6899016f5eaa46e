import type { Config } from '@picojoule/spec';
import { smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { configAsData } from './config-as-data.ts';
import { differencesOf } from './json.ts';

const graph = smallGraph();
const [name] = Object.keys(graph.parameters);
const weight = graph.parameters[name!]!;
const other = { ...graph, parameters: { ...graph.parameters, [name!]: { ...weight, fill: 7 } } };

test('a model that is a path is told by what was read there', () => {
  const config: Config = { model: 'model.onnx', seed: 3 };
  const before = configAsData(config, graph);
  expect(before).toMatchObject({ seed: 3, model: { file: 'model.onnx', graph: graph.name } });
  expect(configAsData(config, graph)).toEqual(before);
  const differences = differencesOf(before, configAsData(config, other as never));
  expect(differences.map(({ path }) => path)).toEqual(['model.sha256']);
});

test('a model that is a graph is told by itself', () => {
  expect(configAsData({ model: graph })).toEqual(configAsData({ model: graph }, graph));
  expect(configAsData({ model: graph })).not.toEqual(configAsData({ model: other as never }));
});
