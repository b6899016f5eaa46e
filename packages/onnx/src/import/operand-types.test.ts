import { sizeOf, tensor } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from '../export/export-onnx.ts';
import { ElementType } from '../format/element-types.ts';
import { inRuntime } from '../operators/testing.ts';
import { ints, type TinyNode, tinyModel } from '../testing/tiny-model.ts';
import { importOnnx } from './import-onnx.ts';

const { FLOAT, UINT8, INT8, INT32 } = ElementType;
const shape = [2, 3, 5, 4];
const initializers = {
  low: { dataType: INT8, int32Data: [-3] },
  high: { dataType: INT8, int32Data: [90] },
  pads: ints(0, 0, 1, 2, 0, 0, 1, 0),
  target: ints(0, -1),
  weights: { dataType: UINT8, dims: [1, 3, 1, 1], int32Data: [1, 2, 3] },
};

/** A model that takes integers `x`, and the same in ONNX Runtime between two casts of float32 `x`. */
function pair(type: number, nodes: readonly TinyNode[]): readonly [Uint8Array, Uint8Array] {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const used = Object.fromEntries(Object.entries(initializers).filter(([name]) => read.has(name)));
  const common = { opset: 14, inputs: { x: shape }, initializers: used };
  const inside = nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((name) => (name === 'x' ? 'whole' : name)),
  }));
  return [
    tinyModel({ ...common, nodes, inputType: type }),
    tinyModel({
      ...common,
      nodes: [
        { op: 'Cast', inputs: ['x'], outputs: ['whole'], attributes: { to: type } },
        ...inside,
        { op: 'Cast', inputs: ['y'], outputs: ['float'], attributes: { to: FLOAT } },
      ],
      outputs: ['float'],
    }),
  ];
}

const kernel = { kernel_shape: [3, 2], pads: [1, 0, 1, 1], strides: [2, 1] };
const cases: readonly (readonly [string, number, readonly TinyNode[]])[] = [
  ['int8', INT8, [{ op: 'Clip', inputs: ['x', 'low', 'high'] }]],
  ['int8', INT8, [{ op: 'Clip', inputs: ['x'] }]],
  ['int8', INT8, [{ op: 'MaxPool', inputs: ['x'], attributes: kernel }]],
  ['uint8', UINT8, [{ op: 'MaxPool', inputs: ['x'], attributes: kernel }]],
  ['int32', INT32, [{ op: 'Pad', inputs: ['x', 'pads'], attributes: { mode: 'reflect' } }]],
  ['int32', INT32, [{ op: 'Pad', inputs: ['x', 'pads'], attributes: { mode: 'edge' } }]],
  ['uint8', UINT8, [{ op: 'Pad', inputs: ['x', 'pads'] }]],
  [
    'int32',
    INT32,
    [
      { op: 'Relu', inputs: ['x'], outputs: ['r'] },
      { op: 'Reshape', inputs: ['r', 'target'] },
    ],
  ],
  [
    'uint8',
    UINT8,
    [
      { op: 'Cast', inputs: ['x'], outputs: ['f'], attributes: { to: FLOAT } },
      { op: 'Sigmoid', inputs: ['f'] },
    ],
  ],
];

describe('integer inputs', () => {
  test.each(cases)(
    'of type %s (%#) give what ONNX Runtime computes in integers',
    async (...each) => {
      const [type, code, nodes] = each;
      const [model, oracle] = pair(code, nodes);
      const [least, count] = type === 'uint8' ? [0, 256] : [-128, 256];
      const x = tensor(
        shape,
        Array.from({ length: sizeOf(shape) }, (_, i) => least + ((i * 89) % count)),
      );
      const notes: string[] = [];
      const graph = importOnnx(model, { note: (line) => notes.push(line) });
      expect(notes[0]).toContain(`of type ${type} is taken as float32`);
      const { y } = await inRuntime(exportOnnx(graph), { x });
      const { float } = await inRuntime(oracle, { x });
      expect(y).toEqual(float);
    },
  );

  test.each([
    ['computes with uint8 feature maps', [{ op: 'Add', inputs: ['x', 'x'] }]],
    ['computes with uint8 feature maps', [{ op: 'Conv', inputs: ['x', 'weights'] }]],
    [
      'joins float32 and int64 elements',
      [{ op: 'Concat', inputs: ['x', 'pads'], attributes: { axis: 0 } }],
    ],
  ])('are refused where float32 may differ: %s', (reason, nodes) => {
    expect(() => importOnnx(pair(UINT8, nodes)[0])).toThrow(reason);
  });
});
