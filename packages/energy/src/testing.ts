import type { Graph } from '@picojoule/spec';

/** A strided convolution of two groups, an activation, and a transposed convolution. */
export const stridedAndTransposed: Graph = {
  name: 'strided, dilated, transposed, grouped',
  inputs: [{ name: 'x', type: 'float32', shape: ['batch', 4, 9, 9] }],
  outputs: ['y'],
  nodes: [
    {
      name: 'strided',
      op: 'Conv',
      inputs: ['x', 'w1'],
      outputs: ['a'],
      attributes: { strides: [2, 2], pads: [1, 1, 1, 1], dilations: [1, 1], group: 2 },
    },
    { name: 'relu', op: 'Relu', inputs: ['a'], outputs: ['b'], attributes: {} },
    {
      name: 'transposed',
      op: 'ConvTranspose',
      inputs: ['b', 'w2'],
      outputs: ['y'],
      attributes: {
        strides: [3, 3],
        pads: [1, 0, 1, 0],
        dilations: [1, 1],
        group: 1,
        outputPadding: [0, 0],
      },
    },
  ],
  parameters: {
    w1: { type: 'float32', shape: [6, 2, 3, 3], fill: 1 },
    w2: { type: 'float32', shape: [6, 5, 4, 4], fill: 1 },
  },
  masks: {},
  blocks: [],
};
