import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { alexNet, formatNetwork } from '@picojoule/energy';
import { workloadsOf } from '@picojoule/graph';
import { mobileNet, squeezeNet } from '@picojoule/nets';
import { freeBatch, importOnnx } from '@picojoule/onnx';
import type { Graph, Workload } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { type NetworkName, networkFile } from './networks.ts';

const BATCH = 48;
const MODELS = fileURLToPath(new URL('../../../../../shared/data/models/', import.meta.url));

const graphs = { squeezenet: squeezeNet, mobilenet: mobileNet };
const files = {
  googlenet: 'light_inception_v1.onnx',
  'resnet-50': 'light_resnet50.onnx',
  'vgg-19': 'light_vgg19.onnx',
};

const written = (workloads: readonly Workload[]) =>
  // Weights made by ConstantOfShape are one number, which may be zero: their values mean nothing.
  formatNetwork(workloads.map((one) => ({ ...one, density: { input: 1, weight: 1, output: 1 } })));
const ofGraph = (graph: Graph) => written(workloadsOf(graph, { batch: BATCH }));
const check = (name: NetworkName, text: string) =>
  expect(text).toMatchFileSnapshot(networkFile(name));

test('alexnet.txt is the network of the papers', () => check('alexnet', written(alexNet(BATCH))));

test.each(Object.entries(graphs))('%s.txt is what its definition gives', (name, make) =>
  check(name as NetworkName, ofGraph(make())),
);

test.each(Object.entries(files))('%s.txt is what the ONNX file gives', (name, file) => {
  const path = `${MODELS}${file}`;
  if (!existsSync(path)) return console.log(`skipped "${name}": there is no ../shared/data/models`);
  return check(name as NetworkName, ofGraph(freeBatch(importOnnx(readFileSync(path)))));
});
