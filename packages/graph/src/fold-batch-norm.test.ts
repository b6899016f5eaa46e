import { createRandom, type Graph, type NodeOf, tensor, valuesOf } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { builder } from './builder.ts';
import { withParameters } from './edit-parameters.ts';
import { foldBatchNorm } from './fold-batch-norm.ts';
import { verify } from './verify.ts';

const random = createRandom(9, 'fold');
const draw = (size: number, low = -1) =>
  tensor(
    [size],
    Array.from({ length: size }, () => low + random.next() * 2),
  );

/** conv - batch norm - relu, twice, the second with a bias and inside a block. */
function graphOf(): Graph {
  const b = builder('norms', 2);
  const x = b.relu(b.batchNorm(b.conv(b.input('x', [1, 2, 4, 4]), { filters: 3 })));
  const y = b.block('block', x, (z) =>
    b.batchNorm(b.conv(z, { filters: 3, bias: true, stride: 1 })),
  );
  const graph = b.build(y);
  const names = Object.keys(graph.parameters).filter((name) => !name.endsWith('.weight'));
  return withParameters(
    graph,
    Object.fromEntries(names.map((name) => [name, draw(3, name.endsWith('variance') ? 0.2 : -1)])),
  );
}

/** A slow interpreter of the operators in `graphOf`, one image. */
function run(graph: Graph, x: number[]): number[] {
  const values = new Map<string, number[]>([['x', x]]);
  const read = (name: string) => values.get(name) ?? [...valuesOf(graph.parameters[name]!)];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(read);
    const a = inputs[0]!;
    let result: number[];
    if (node.op === 'Conv') result = convolve(graph, node, inputs);
    else if (node.op === 'Relu') result = a.map((v) => Math.max(0, v));
    else if (node.op === 'Add') result = a.map((v, i) => v + inputs[1]![i]!);
    else if (node.op === 'BatchNormalization') {
      const [, scale, shift, mean, variance] = inputs as [
        number[],
        number[],
        number[],
        number[],
        number[],
      ];
      const { epsilon } = node.attributes;
      result = a.map((v, i) => {
        const c = Math.floor(i / 16);
        return ((v - mean[c]!) / Math.sqrt(variance[c]! + epsilon)) * scale[c]! + shift[c]!;
      });
    } else throw new Error(node.op);
    values.set(node.outputs[0]!, result);
  }
  return values.get(graph.outputs[0]!)!;
}

/** 3 x 3, stride 1, pad 1 on 4 x 4 maps. */
function convolve(graph: Graph, node: NodeOf<'Conv'>, [x, w, bias]: number[][]): number[] {
  const [filters, channels] = graph.parameters[node.inputs[1]!]!.shape as [number, number];
  const result: number[] = [];
  for (let m = 0; m < filters; m++)
    for (let i = 0; i < 16; i++) {
      let sum = bias?.[m] ?? 0;
      for (let c = 0; c < channels; c++)
        for (let r = 0; r < 9; r++) {
          const row = Math.floor(i / 4) + Math.floor(r / 3) - 1;
          const column = (i % 4) + (r % 3) - 1;
          if (row < 0 || row > 3 || column < 0 || column > 3) continue;
          sum += x![c * 16 + row * 4 + column]! * w![(m * channels + c) * 9 + r]!;
        }
      result.push(sum);
    }
  return result;
}

test('a folded graph computes the same and has no batch norm left', () => {
  const graph = graphOf();
  const folded = foldBatchNorm(graph);
  verify(folded);
  expect(folded.nodes.map((node) => node.op)).toEqual(['Conv', 'Relu', 'Conv', 'Add']);
  expect(folded.blocks).toEqual([{ name: 'block', branch: ['block.conv1'], merge: 'block.add' }]);
  expect(Object.keys(folded.parameters)).toHaveLength(4);
  const image = [...draw(32).values];
  const [want, got] = [run(graph, image), run(folded, image)];
  const largest = Math.max(...want.map(Math.abs));
  expect(largest).toBeGreaterThan(0.1);
  got.forEach((value, i) => {
    expect(Math.abs(value - want[i]!) / largest).toBeLessThan(1e-5);
  });
});

test('a convolution whose output is also read elsewhere is left alone', () => {
  const b = builder('shared');
  const x = b.conv(b.input('x', [1, 2, 4, 4]), { filters: 3 });
  const graph = b.build(b.add(b.batchNorm(x), x));
  expect(foldBatchNorm(graph)).toEqual(graph);
  const c = builder('tapped');
  const y = c.conv(c.input('x', [1, 2, 4, 4]), { filters: 3 });
  const tapped = c.build([c.batchNorm(y), y]);
  expect(foldBatchNorm(tapped)).toEqual(tapped);
});
