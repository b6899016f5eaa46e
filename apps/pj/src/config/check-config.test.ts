import { quickstartNet } from '@picojoule/nets';
import { asPlugin } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { checkConfig } from './check-config.ts';

const SOURCE = 'export default {\n  model: m,\n  train: { savers: [],\n    epochs: e },\n};\n';
const check = (config: unknown) => checkConfig(config, 'c.ts', SOURCE);
const model = 'm.onnx';
const train = { savers: [], epochs: 1 };

test('a config is given back as it is', async () => {
  const config = { model: quickstartNet({ seed: 1 }), train, name: 'x', seed: 2 };
  expect(await check(config)).toBe(config);
});

test.each([
  [null, 'c.ts:1: the default export is null, not a config.', /defineConfig/],
  [() => 1, 'c.ts:1: the default export is a function, not a config.', /defineConfig/],
  [[], 'c.ts:1: the default export is a list, not a config.', /defineConfig/],
  [{}, 'c.ts:1: "model" is missing.', /the path of a model, or a graph/],
  [{ model: undefined }, 'c.ts:1: "model" is missing.', /the path of a model/],
  [{ model: 7 }, 'c.ts:2: model: it cannot be 7; it takes the path of a model', /./],
  [{ model, train: 5 }, 'train: it cannot be 5; it takes an object of savers, baseline,', /./],
  [{ model, train: { savers: [] } }, 'c.ts:3: "train.epochs" is missing.', /a number above 0/],
  [
    { model, train: { ...train, epochs: -1 } },
    'c.ts:4: train.epochs: it cannot be -1; it takes a number above 0.',
    /./,
  ],
  [
    { model, train: { savers: [], epoch: 1 } },
    'train.epoch: there is no such setting. Did you mean "epochs"?',
    /savers, baseline, epochs, batchSize, learningRate, momentum, weightDecay/,
  ],
  [{ model, trainn: train }, 'trainn: there is no such setting. Did you mean "train"?', /, train,/],
  [{ model, data: 'mnist' }, 'data: here stands a plugin of kind "dataset", not "mnist"', /./],
  [
    { model, energy: [asPlugin('saver', 's', {} as never)] },
    'energy.0: here stands a plugin of kind "energy", not "s", which is of kind "saver"',
    /./,
  ],
])('what is wrong is named, with its line: %o', async (config, message, next) => {
  await expect(check(config)).rejects.toMatchObject({
    code: 'CONFIG_SHAPE',
    message: expect.stringContaining(message),
    next: expect.stringMatching(next),
  });
});

const net = quickstartNet({ seed: 1 });
test.each([
  [{ inputs: [], nodes: [] }, 'CONFIG_SHAPE', /c\.ts:2: "model\.name" is missing/],
  [{ ...net, nodes: [{}] }, 'CONFIG_SHAPE', /"model\.nodes\.0\.name" is missing/],
  [{ ...net, parameters: {} }, 'CONFIG_GRAPH', /c\.ts:2: model: .*which nothing makes/s],
  [
    { ...net, nodes: net.nodes.map((node) => ({ ...node, attributes: {} })) },
    'CONFIG_GRAPH',
    /c\.ts:2: model: this graph cannot be used/,
  ],
])('a graph that is none is refused (%#)', async (graph, code, message) => {
  const checked = check({ model: graph });
  await expect(checked).rejects.toMatchObject({ code });
  await expect(checked).rejects.toThrow(message);
});
