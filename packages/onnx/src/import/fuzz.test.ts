import { existsSync, readFileSync } from 'node:fs';
import { createRandom, PicojouleError } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { modelType } from '../format/schema.ts';
import { ints, type TinyNode, tinyModel } from '../testing/tiny-model.ts';
import { importOnnx } from './import-onnx.ts';

/** What one damaged file may take. */
const MOST_MS = 10_000;
const MOST_BYTES = 400e6;

/** Imports; anything but a graph or a PicojouleError, in time and memory, fails the test. */
function survive(bytes: Uint8Array, what: string): 'imported' | string {
  const start = performance.now();
  const before = process.memoryUsage();
  let outcome = 'imported';
  try {
    importOnnx(bytes);
  } catch (error) {
    if (!(error instanceof PicojouleError)) throw new Error(`${what}: ${error}`, { cause: error });
    expect(error.message, what).not.toBe('');
    expect(error.message.length, what).toBeLessThan(20_000);
    outcome = error.code;
  }
  const after = process.memoryUsage();
  expect(performance.now() - start, `${what}: time`).toBeLessThan(MOST_MS);
  expect(after.arrayBuffers - before.arrayBuffers, `${what}: memory`).toBeLessThan(MOST_BYTES);
  return outcome;
}

const folder = new URL('../../../../../shared/data/models/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere) console.log('skipped: ../shared/data/models is absent');
const models = ['mnist-8', 'light_bvlc_alexnet', 'light_vgg19', 'light_inception_v1'];

test.skipIf(!isThere).each(models)(
  '%s with flipped bits, cut off or overwritten is a graph or one clear error',
  { timeout: 240_000 },
  (name) => {
    const bytes = readFileSync(new URL(`${name}.onnx`, folder));
    const random = createRandom(5, name);
    const outcomes = new Set<string>();
    for (let round = 0; round < 150; round++) {
      const damaged = Uint8Array.from(bytes);
      const kind = round % 3;
      if (kind === 0) {
        for (let flip = 0; flip <= random.integer(8); flip++) {
          damaged[random.integer(bytes.length)]! ^= 1 << random.integer(8);
        }
      } else if (kind === 1) {
        const start = random.integer(bytes.length);
        for (let i = start; i < Math.min(start + 12, bytes.length); i++) {
          damaged[i] = random.integer(256);
        }
      }
      const end = kind === 2 ? random.integer(bytes.length) : bytes.length;
      outcomes.add(survive(damaged.subarray(0, end), `${name}, round ${round}`));
    }
    expect(outcomes.size).toBeGreaterThan(1);
  },
);

test('random bytes are one clear error', () => {
  const random = createRandom(6);
  for (let round = 0; round < 500; round++) {
    const bytes = Uint8Array.from({ length: random.integer(300) }, () => random.integer(256));
    expect(survive(bytes, `round ${round}`)).not.toBe('imported');
  }
});

const huge = (shape: readonly number[], nodes: readonly TinyNode[]) =>
  tinyModel({ opset: 13, nodes, inputs: { x: ['n', 2] }, initializers: { s: ints(...shape) } });

test.each<[string, Uint8Array]>([
  [
    'a giant fill that is written out',
    huge(
      [2 ** 28],
      [
        { op: 'ConstantOfShape', inputs: ['s'], outputs: ['c'] },
        { op: 'Concat', inputs: ['c', 'c'], outputs: ['d'], attributes: { axis: 0 } },
        { op: 'Add', inputs: ['x', 'd'] },
      ],
    ),
  ],
  [
    'a fill of an impossible size',
    huge(
      [2 ** 40, 2 ** 40],
      [
        { op: 'ConstantOfShape', inputs: ['s'], outputs: ['c'] },
        { op: 'Add', inputs: ['x', 'c'] },
      ],
    ),
  ],
  [
    'a fill of a negative size',
    huge(
      [-1],
      [
        { op: 'ConstantOfShape', inputs: ['s'], outputs: ['c'] },
        { op: 'Add', inputs: ['x', 'c'] },
      ],
    ),
  ],
  [
    'a fill used as a shape',
    huge(
      [2 ** 28],
      [
        { op: 'ConstantOfShape', inputs: ['s'], outputs: ['c'] },
        { op: 'Reshape', inputs: ['x', 'c'] },
      ],
    ),
  ],
  [
    'a range without end',
    tinyModel({
      opset: 13,
      nodes: [
        { op: 'Range', inputs: ['a', 'b', 'c'], outputs: ['r'] },
        { op: 'Reshape', inputs: ['x', 'r'] },
      ],
      inputs: { x: ['n', 2] },
      initializers: {
        a: { type: 'int64', shape: [], values: Float64Array.of(0) },
        b: { type: 'int64', shape: [], values: Float64Array.of(2 ** 50) },
        c: { type: 'int64', shape: [], values: Float64Array.of(1) },
      },
    }),
  ],
  [
    'doubling that never ends',
    tinyModel({
      opset: 13,
      nodes: [
        ...Array.from({ length: 60 }, (_, i) => ({
          op: 'Concat',
          inputs: [`v${i}`, `v${i}`],
          outputs: [`v${i + 1}`],
          attributes: { axis: 0 },
        })),
        { op: 'Reshape', inputs: ['x', 'v60'] },
      ],
      inputs: { x: ['n', 2] },
      initializers: { v0: ints(1, 2) },
    }),
  ],
  [
    'a feature map that doubles without end',
    tinyModel({
      opset: 13,
      nodes: Array.from({ length: 80 }, (_, i) => ({
        op: 'Concat',
        inputs: [`v${i}`, `v${i}`],
        outputs: [`v${i + 1}`],
        attributes: { axis: 1 },
      })),
      inputs: { v0: ['n', 2] },
      outputs: ['v80'],
    }),
  ],
  ...(['Sqrt', 'Expand', 'Concat'] as const).map((op): [string, Uint8Array] => [
    `${op} of a giant fill, again and again`,
    huge(
      [2 ** 28],
      [
        { op: 'ConstantOfShape', inputs: ['s'], outputs: ['v0'] },
        ...Array.from({ length: 20 }, (_, i) => ({
          op,
          inputs: op === 'Sqrt' ? [`v${i}`] : [`v${i}`, op === 'Expand' ? 's' : `v${i}`],
          outputs: [`v${i + 1}`],
          ...(op === 'Concat' && { attributes: { axis: 0 } }),
        })),
        { op: 'Add', inputs: ['x', 'v20'] },
      ],
    ),
  ]),
  [
    'a fill that an Expand makes larger than any memory',
    tinyModel({
      opset: 13,
      nodes: [
        { op: 'Expand', inputs: ['c', 's'], outputs: ['e'] },
        { op: 'Add', inputs: ['x', 'e'] },
      ],
      inputs: { x: ['n', 2] },
      initializers: {
        c: { type: 'float32', shape: [1], values: Float32Array.of(1) },
        s: ints(2 ** 26, 2 ** 26),
      },
    }),
  ],
  ...(['x', 'c'] as const).map((of): [string, Uint8Array] => [
    `a thousand shapes of ten thousand dimensions, of ${of}`,
    tinyModel({
      opset: 13,
      nodes: Array.from({ length: 1000 }, (_, i) => ({
        op: 'Reshape',
        inputs: [of, 's'],
        outputs: [`v${i}`],
      })),
      inputs: { x: [1, 2] },
      initializers: {
        c: { type: 'float32', shape: [2], values: Float32Array.of(1, 2) },
        s: ints(2, ...new Array<number>(10_000).fill(1)),
      },
      outputs: Array.from({ length: 1000 }, (_, i) => `v${i}`),
    }),
  ]),
  [
    'pads that add up beyond any memory',
    tinyModel({
      opset: 13,
      nodes: Array.from({ length: 40 }, (_, i) => ({
        op: 'Pad',
        inputs: [`v${i}`, 's'],
        outputs: [`v${i + 1}`],
      })),
      inputs: { v0: [1, 2] },
      initializers: { s: ints(0, 0, 0, 2 ** 46) },
      outputs: ['v40'],
    }),
  ],
  [
    'giant input dimensions',
    tinyModel({
      opset: 13,
      nodes: [{ op: 'Relu', inputs: ['x'] }],
      inputs: { x: [2 ** 31, 2 ** 31, 2 ** 31] },
    }),
  ],
  [
    'a giant kernel',
    tinyModel({
      opset: 13,
      nodes: [{ op: 'MaxPool', inputs: ['x'], attributes: { kernel_shape: [2 ** 31, 2 ** 31] } }],
      inputs: { x: ['n', 2, 4, 4] },
    }),
  ],
  [
    'giant pads',
    tinyModel({
      opset: 7,
      nodes: [{ op: 'Pad', inputs: ['x'], attributes: { pads: [0, 2 ** 52, 0, 2 ** 52] } }],
      inputs: { x: ['n', 2] },
    }),
  ],
  [
    'a split into very many parts',
    tinyModel({
      opset: 18,
      nodes: [{ op: 'Split', inputs: ['x'], attributes: { axis: 1, num_outputs: 2 ** 30 } }],
      inputs: { x: ['n', 2 ** 31] },
    }),
  ],
  ['a million empty nodes', emptyNodes(1_100_000)],
  ['messages inside messages', nested(20_000)],
])('%s is one clear error in bounded time and memory', { timeout: 60_000 }, (what, bytes) => {
  expect(survive(bytes, what)).not.toBe('imported');
});

/** A graph of nodes that take two bytes each. */
function emptyNodes(count: number): Uint8Array {
  const graph = new Uint8Array(2 * count);
  for (let i = 0; i < count; i++) graph[2 * i] = (1 << 3) | 2;
  return field(7, graph);
}

/** Attributes that hold graphs whose nodes have attributes ... */
function nested(depth: number): Uint8Array {
  let bytes = new Uint8Array();
  for (let i = 0; i < depth && bytes.length < 1e5; i++) {
    bytes = field(6, field(1, field(5, bytes)));
  }
  return field(7, field(1, field(5, bytes)));
}

function field(id: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = [(id << 3) | 2];
  let length = content.length;
  for (; length > 127; length >>>= 7) head.push((length & 127) | 128);
  head.push(length);
  const bytes = new Uint8Array(head.length + content.length);
  bytes.set(head);
  bytes.set(content, head.length);
  return bytes;
}

test('a long chain of residual additions takes bounded time', { timeout: 60_000 }, () => {
  const nodes = Array.from({ length: 6000 }, (_, i) => ({
    op: 'Add',
    inputs: [`v${i}`, `v${Math.max(0, i - 1)}`],
    outputs: [`v${i + 1}`],
  }));
  const bytes = tinyModel({ opset: 13, nodes, inputs: { v0: ['n', 2] }, outputs: ['v6000'] });
  expect(survive(bytes, 'chain')).toBe('imported');
});

test('names of object properties are plain names', () => {
  const graph = importOnnx(
    tinyModel({
      opset: 13,
      nodes: [
        { op: 'Add', inputs: ['x', '__proto__'], outputs: ['constructor'] },
        { op: 'Relu', inputs: ['constructor'], outputs: ['toString'] },
      ],
      inputs: { x: ['n', 2] },
      initializers: {
        ['__proto__']: { type: 'float32', shape: [2], values: Float32Array.of(1, 2) },
      },
      outputs: ['toString'],
    }),
  );
  expect(Object.keys(graph.parameters)).toEqual(['__proto__']);
});

test('the schema has no place for nested graphs', () => {
  const model = modelType.decode(nested(50)) as object;
  expect(JSON.stringify(model)).not.toContain('"g"');
});
