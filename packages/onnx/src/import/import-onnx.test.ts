import { type PicojouleError, type Tensor, tensor } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { ElementType } from '../format/element-types.ts';
import { encodeTensor } from '../format/encode-tensor.ts';
import { ints, randomTensor, type TinyModel, tinyModel } from '../testing/tiny-model.ts';
import { importOnnx } from './import-onnx.ts';

const scalarInt = (value: number): Tensor => ({
  type: 'int64',
  shape: [],
  values: Float64Array.of(value),
});

/** The code and message of the error that an import throws. */
function failure(model: Uint8Array, options = {}): PicojouleError {
  try {
    importOnnx(model, options);
  } catch (error) {
    return error as PicojouleError;
  }
  throw new Error('the import succeeded');
}

/** y = x reshaped to [Shape(x)[0] * factor, -1 or rest]. */
const reshapeByShape = (target: readonly string[]): TinyModel => ({
  opset: 13,
  nodes: [
    { op: 'Shape', inputs: ['x'], outputs: ['sizes'] },
    { op: 'Gather', inputs: ['sizes', 'zero'], outputs: ['n'] },
    { op: 'Mul', inputs: ['n', 'two'], outputs: ['n2'] },
    { op: 'Unsqueeze', inputs: ['n', 'axis'], outputs: ['batch'] },
    { op: 'Unsqueeze', inputs: ['n2', 'axis'], outputs: ['twice'] },
    { op: 'Concat', inputs: target, outputs: ['target'], attributes: { axis: 0 } },
    { op: 'Reshape', inputs: ['x', 'target'] },
  ],
  inputs: { x: ['n', 4, 6] },
  initializers: {
    zero: scalarInt(0),
    two: scalarInt(2),
    axis: ints(0),
    rest: ints(-1),
    twelve: ints(12),
    twentyfour: ints(24),
  },
});

describe('a free batch', () => {
  test.each([
    [
      ['batch', 'twentyfour'],
      [-1, 24],
    ],
    [
      ['batch', 'rest'],
      [-1, 24],
    ],
    [
      ['twice', 'twelve'],
      [-1, 12],
    ],
    [
      ['twice', 'rest'],
      [-1, 12],
    ],
  ])('stays free where shape arithmetic %s ends in a Reshape', (target, shape) => {
    const graph = importOnnx(tinyModel(reshapeByShape(target)));
    expect(graph.inputs[0]!.shape).toEqual(['batch', 4, 6]);
    expect(graph.nodes.map(({ op, attributes }) => ({ op, attributes }))).toEqual([
      { op: 'Reshape', attributes: { shape } },
    ]);
  });

  test('is asked for by a Reshape to fixed sizes, and taken from the options', () => {
    const model = tinyModel({
      opset: 13,
      nodes: [{ op: 'Reshape', inputs: ['x', 's'] }],
      inputs: { x: ['n', 4, 6] },
      initializers: { s: ints(1, 24) },
    });
    const error = failure(model);
    expect(error.code).toBe('ONNX_BATCH');
    expect(error.next).toContain('--batch');
    expect(importOnnx(model, { batch: 1 }).inputs[0]!.shape).toEqual([1, 4, 6]);
    expect(failure(model, { batch: 2 }).code).toBe('ONNX_NODE');
  });

  test('is not asked for where the model is wrong with any batch', () => {
    const model = tinyModel({
      opset: 13,
      nodes: [{ op: 'MatMul', inputs: ['x', 'w'] }],
      inputs: { x: ['n', 4] },
      initializers: { w: randomTensor([5, 2]) },
    });
    expect(failure(model).code).toBe('GRAPH_SHAPE');
  });

  test('may have one name in two inputs, but no other size may be free', () => {
    const add = (a: (string | number)[], b: (string | number)[]) =>
      tinyModel({ opset: 13, nodes: [{ op: 'Add', inputs: ['a', 'b'] }], inputs: { a, b } });
    expect(importOnnx(add(['n', 3], ['n', 3])).inputs[1]!.shape).toEqual(['batch', 3]);
    const error = failure(add(['n', 'width'], ['n', 3]));
    expect(error.code).toBe('ONNX_DYNAMIC');
    expect(error.message).toContain('[n, width]');
  });

  test.each([0, -5])('may be stated as %d, which no other size may', (size) => {
    const relu = (...x: number[]) =>
      tinyModel({ opset: 13, nodes: [{ op: 'Relu', inputs: ['x'] }], inputs: { x } });
    const notes: string[] = [];
    const { inputs } = importOnnx(relu(size, 3), { note: (line) => notes.push(line) });
    expect(inputs[0]!.shape).toEqual(['batch', 3]);
    expect(notes).toEqual([`input "x" states a batch of ${size}, which is taken as free`]);
    const error = failure(relu(1, 3, size));
    expect(error.code).toBe('ONNX_DYNAMIC');
    expect(error.message).toContain(`zero or negative: [1, 3, ${size}]`);
  });
});

describe('constants', () => {
  test('weights behind Transpose, Reshape, Cast and Constant become parameters', () => {
    const weight = randomTensor([6, 2]);
    const graph = importOnnx(
      tinyModel({
        opset: 13,
        nodes: [
          { op: 'Constant', inputs: [], outputs: ['raw'], attributes: { value: weight } },
          { op: 'Transpose', inputs: ['raw'], outputs: ['t'] },
          { op: 'Reshape', inputs: ['t', 'shape'], outputs: ['r'] },
          { op: 'Cast', inputs: ['r'], outputs: ['w'], attributes: { to: 1 } },
          { op: 'MatMul', inputs: ['x', 'w'] },
        ],
        inputs: { x: ['n', 4] },
        initializers: { shape: ints(4, -1) },
      }),
    );
    expect(graph.nodes.map(({ op }) => op)).toEqual(['MatMul']);
    expect(Object.keys(graph.parameters)).toEqual(['w']);
    const { shape, values } = graph.parameters.w as Tensor;
    expect(shape).toEqual([4, 3]);
    const columns = Array.from(
      { length: 12 },
      (_, i) => weight.values[(i % 6) * 2 + Math.floor(i / 6)],
    );
    expect([...values]).toEqual(columns);
  });

  test('fills stay fills through rearrangement and arithmetic with fills', () => {
    const graph = importOnnx(
      tinyModel({
        opset: 9,
        nodes: [
          {
            op: 'ConstantOfShape',
            inputs: ['s'],
            outputs: ['c'],
            attributes: { value: tensor([1], [0.5]) },
          },
          { op: 'Transpose', inputs: ['c'], outputs: ['t'] },
          { op: 'Add', inputs: ['t', 't'], outputs: ['w'] },
          { op: 'MatMul', inputs: ['x', 'w'] },
        ],
        inputs: { x: ['n', 30_000] },
        initializers: { s: ints(10_000, 30_000) },
      }),
    );
    expect(graph.parameters.w).toEqual({ type: 'float32', shape: [30_000, 10_000], fill: 1 });
  });

  test('float16, double and bfloat16 weights are converted, and noted', () => {
    const values = [0, 1, -2.5, 65504, 2 ** -24, Number.POSITIVE_INFINITY];
    const half = [0, 0x3c00, 0xc100, 0x7bff, 1, 0x7c00];
    const formats = {
      float16: {
        dataType: ElementType.FLOAT16,
        rawData: new Uint8Array(Uint16Array.from(half).buffer),
      },
      typed: { dataType: ElementType.FLOAT16, int32Data: half },
      double: { dataType: ElementType.DOUBLE, doubleData: values },
      raw: {
        dataType: ElementType.DOUBLE,
        rawData: new Uint8Array(Float64Array.from(values).buffer),
      },
    };
    for (const proto of Object.values(formats)) {
      const notes: string[] = [];
      const model = tinyModel({
        opset: 13,
        nodes: [{ op: 'Add', inputs: ['x', 'w'] }],
        inputs: { x: ['n', 6] },
        initializers: { w: { ...proto, dims: [6] } },
      });
      const graph = importOnnx(model, { note: (line) => notes.push(line) });
      expect([...(graph.parameters.w as Tensor).values]).toEqual(values.map(Math.fround));
      expect(notes).toHaveLength(1);
    }
  });

  test.each([
    [1, ['operator set 1 is older than those that were checked (7 to 27)']],
    [6, ['operator set 6 is older than those that were checked (7 to 27)']],
    [7, []],
    [27, []],
    [99, ['operator set 99 is newer than those that were checked (7 to 27)']],
  ])('operator set %i is noted where it was not checked', (opset, wanted) => {
    const notes: string[] = [];
    const model = tinyModel({
      opset,
      nodes: [{ op: 'Relu', inputs: ['x'] }],
      inputs: { x: ['n', 2] },
    });
    importOnnx(model, { note: (line) => notes.push(line) });
    expect(notes).toEqual(wanted);
  });

  test('two initializers of one name are refused', () => {
    const model = Buffer.from(
      tinyModel({
        opset: 13,
        nodes: [{ op: 'Add', inputs: ['x', 'weight1'] }],
        inputs: { x: ['n', 2] },
        initializers: { weight1: tensor([2], [1, 2]), weight2: tensor([2], [3, 4]) },
      }),
    );
    model.write('weight1', model.indexOf('weight2'));
    const error = failure(model);
    expect(error.code).toBe('ONNX_GRAPH');
    expect(error.message).toContain('two of its initializers are named "weight1"');
  });

  test('an input can be given a fixed value', () => {
    const model = tinyModel({
      opset: 13,
      nodes: [{ op: 'Clip', inputs: ['x', 'low'] }],
      inputs: { x: ['n', 2], low: [] },
    });
    expect(failure(model).message).toContain('bound "min" while running');
    const graph = importOnnx(model, { constants: { low: tensor([], [-1]) } });
    expect(graph.nodes[0]!.attributes).toMatchObject({ min: -1 });
    expect(graph.inputs.map(({ name }) => name)).toEqual(['x']);
  });
});

describe('external data', () => {
  const withData = (entries: Record<string, string>) =>
    tinyModel({
      opset: 13,
      nodes: [{ op: 'Add', inputs: ['x', 'w'] }],
      inputs: { x: ['n', 2] },
      initializers: {
        w: {
          dims: [2],
          dataType: 1,
          dataLocation: 1,
          externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
        },
      },
    });
  const file = new Uint8Array(Float32Array.of(9, 1, 2, 9).buffer);
  const readExternal = (_: string, offset: number, length: number) =>
    file.slice(offset, offset + length);

  test('is read in part from the file that the model names', () => {
    const asked: string[] = [];
    const graph = importOnnx(withData({ location: 'data/w.bin', offset: '4', length: '8' }), {
      readExternal: (location, offset, length) => {
        asked.push(location);
        return readExternal(location, offset, length);
      },
    });
    expect([...(graph.parameters.w as Tensor).values]).toEqual([1, 2]);
    expect(asked).toEqual(['data/w.bin']);
  });

  test.each([
    '/etc/passwd',
    '../w.bin',
    'a/../../w.bin',
    'C:\\w.bin',
    'C:w.bin',
    '..\\w.bin',
    'w\0.bin',
    '',
  ])('is never read from %j', (location) => {
    const error = failure(withData({ location }), {
      readExternal: () => {
        throw new Error('was read');
      },
    });
    expect(error.code).toBe('ONNX_EXTERNAL');
    expect(error.message).toContain('outside the folder');
  });

  test.each([
    [{ location: 'w.bin', length: '12' }, 'has 12 bytes'],
    [{ location: 'w.bin', offset: '12' }, 'ends early'],
    [{ location: 'w.bin', offset: '-4' }, 'states the offset'],
    [{ location: 'w.bin', offset: '1e9' }, 'states the offset'],
  ])('of the wrong size is refused: %j', (entries, message) => {
    const error = failure(withData(entries), { readExternal });
    expect(error.code).toBe('ONNX_EXTERNAL');
    expect(error.message).toContain(message);
  });

  test('is asked for when no reader was passed', () => {
    expect(failure(withData({ location: 'w.bin' })).message).toContain('was not passed along');
  });
});

describe('what cannot be imported', () => {
  test('is named all at once, with its nodes and reasons', () => {
    const error = failure(
      tinyModel({
        opset: 13,
        nodes: [
          { op: 'Erf', inputs: ['x'], outputs: ['a'], name: 'first' },
          { op: 'Relu', inputs: ['a'], outputs: ['b'] },
          { op: 'Erf', inputs: ['b'], outputs: ['c'], name: 'second' },
          { op: 'Gelu', domain: 'com.example', inputs: ['x'], outputs: ['d'], name: 'third' },
          {
            op: 'Resize',
            inputs: ['x', '', 's'],
            outputs: ['e'],
            name: 'fourth',
            attributes: { mode: 'cubic', antialias: 1 },
          },
          { op: 'Floor', inputs: ['x'], outputs: ['f'], name: 'fifth' },
          { op: 'Concat', inputs: ['c', 'd', 'e', 'f'], attributes: { axis: 0 } },
        ],
        inputs: { x: ['n', 2, 2, 2] },
        initializers: { s: tensor([4], [1, 1, 2, 2]) },
      }),
    );
    expect(error.code).toBe('ONNX_UNSUPPORTED');
    for (const part of [
      'Erf: is no operator of a graph ("first", "second")',
      'com.example.Gelu: is no operator of a graph ("third")',
      'Resize: smooths while it shrinks (antialias) ("fourth")',
      'Floor: runs only on values that are known beforehand ("fifth")',
    ]) {
      expect(error.message).toContain(part);
    }
    expect(error.message).not.toContain('Relu');
  });

  test('is no matter where nothing depends on it', () => {
    const graph = importOnnx(
      tinyModel({
        opset: 13,
        nodes: [
          { op: 'Erf', inputs: ['x'], outputs: ['unused'] },
          { op: 'Relu', inputs: ['x'] },
        ],
        inputs: { x: ['n', 2] },
      }),
    );
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Relu']);
  });

  test.each<[string, TinyModel, string]>([
    [
      'a circle',
      {
        opset: 13,
        nodes: [
          { op: 'Add', inputs: ['x', 'b'], outputs: ['a'] },
          { op: 'Relu', inputs: ['a'], outputs: ['b'] },
          { op: 'Relu', inputs: ['b'] },
        ],
        inputs: { x: ['n', 2] },
      },
      'wait for each other in a circle',
    ],
    [
      'a value from nowhere',
      { opset: 13, nodes: [{ op: 'Add', inputs: ['x', 'ghost'] }], inputs: { x: ['n', 2] } },
      '"ghost", read by Add "y", is made by nothing',
    ],
    [
      'a value made twice',
      {
        opset: 13,
        nodes: [
          { op: 'Relu', inputs: ['x'] },
          { op: 'Sigmoid', inputs: ['x'] },
        ],
        inputs: { x: ['n', 2] },
      },
      'value "y" is made twice',
    ],
    [
      'no operator set',
      { opset: 0, nodes: [{ op: 'Relu', inputs: ['x'] }], inputs: { x: ['n', 2] } },
      'operator set 0',
    ],
    ['no output', { opset: 13, nodes: [], outputs: [], inputs: { x: ['n'] } }, 'has no output'],
  ])('%s is one clear error', (_, model, message) => {
    expect(failure(tinyModel(model)).message).toContain(message);
  });
});

test('nodes that stand in the wrong order are sorted, names are kept or made up', () => {
  const graph = importOnnx(
    tinyModel({
      opset: 13,
      nodes: [
        { op: 'Sigmoid', inputs: ['b'] },
        { op: 'Relu', inputs: ['x'], outputs: ['a'], name: 'y' },
        { op: 'Relu', inputs: ['a'], outputs: ['b'], name: 'y' },
      ],
      inputs: { x: ['n', 2] },
    }),
  );
  expect(graph.nodes.map(({ op, outputs }) => `${op} ${outputs}`)).toEqual([
    'Relu a',
    'Relu b',
    'Sigmoid y',
  ]);
  const names = graph.nodes.map(({ name }) => name);
  expect(new Set(names).size).toBe(3);
});

test('tensors that are larger than their bytes are refused before anything is allocated', () => {
  const weight = encodeTensor('w', randomTensor([2]));
  for (const dims of [[2 ** 40], [2 ** 20, 2 ** 20, 2 ** 20], [-2], [3], [2 ** 28]]) {
    const error = failure(
      tinyModel({
        opset: 13,
        nodes: [{ op: 'Add', inputs: ['x', 'w'] }],
        inputs: { x: ['n', 2] },
        initializers: { w: { ...weight, dims } },
      }),
    );
    expect(['ONNX_TENSOR', 'ONNX_LIMIT']).toContain(error.code);
  }
});
