import { alexNet, eyeriss, parseNetwork } from '@picojoule/energy';
import { freeBatch, importOnnx } from '@picojoule/onnx';
import { tinyModel } from '@picojoule/onnx/testing';
import { expect, test } from 'vitest';
import { graphForBatch, linesForBatch } from './batched-network.ts';

test.each([1, 4, 44, 65_536])('lines for a batch of %i are those written for it', (batch) => {
  const { workloads, ...rest } = linesForBatch('a.txt', alexNet(48), batch);
  expect(workloads).toEqual(alexNet(batch));
  expect(rest.batch).toBe(batch);
  expect(eyeriss().estimate(workloads).total).toBe(eyeriss().estimate(alexNet(batch)).total);
});

const line = (index: number, batch: number) =>
  `${index},27,27,96,${batch},0,16,5,5,96,96,0,16,27,27,96,${batch},0,16,1,1,2,2,2,2\n`;

test('lines of different batches keep them, and are refused another', () => {
  const { workloads } = parseNetwork(line(1, 4) + line(2, 8));
  expect(linesForBatch('a.txt', workloads, undefined)).toEqual({
    workloads,
    batch: undefined,
    notes: [],
  });
  expect(() => linesForBatch('a.txt', workloads, 44)).toThrow(
    'a.txt cannot be priced for a batch of 44: its lines state batches of 4, 8.',
  );
});

const graph = (axis: number) =>
  importOnnx(
    tinyModel({
      opset: 13,
      nodes: [{ op: 'Softmax', inputs: ['x'], attributes: { axis } }],
      inputs: { x: [2, 4] },
    }),
  );

test('a graph that fixes its batch is freed; without a wish it keeps it', () => {
  expect(graphForBatch('m.onnx', graph(1), undefined, freeBatch)).toMatchObject({
    batch: 2,
    notes: [],
  });
  const freed = graphForBatch('m.onnx', graph(1), 44, freeBatch);
  expect(freed.graph.inputs[0]?.shape).toEqual(['batch', 4]);
  expect(freed.notes).toEqual([
    'The file fixes a batch of 2; its images are independent, so it is priced for 44.',
  ]);
});

test('a graph that mixes its images is refused another batch, by name and with its own', () => {
  expect(() => graphForBatch('m.onnx', graph(0), 44, freeBatch)).toThrow(
    /^m\.onnx cannot be priced for a batch of 44: its file fixes 2, and .*Softmax "y" mixes/,
  );
});
