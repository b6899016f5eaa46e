import {
  type ConvAttributes,
  type Node,
  type OperatorName,
  sizeOf,
  type Tensor,
  tensor,
} from '@picojoule/spec';

export interface KernelResult {
  readonly output: Tensor;
  /** Multiplications that were carried out. */
  readonly macs: number;
}

/** Operators that `runNode` computes. */
export const OPERATORS: readonly OperatorName[] = [
  'Conv',
  'Relu',
  'Add',
  'GlobalAveragePool',
  'Flatten',
  'Gemm',
];

/** Computes one node; absent optional inputs are undefined. */
export function runNode(node: Node, inputs: readonly (Tensor | undefined)[]): KernelResult {
  const [x, second, third] = inputs as [Tensor, Tensor, Tensor?];
  switch (node.op) {
    case 'Conv':
      return convolve(x, second, third, node.attributes);
    case 'Gemm':
      return multiply(x, second, third, node.attributes);
    case 'Relu':
      return plain(x.shape, (i) => Math.max(0, x.values[i]!));
    case 'Add':
      return plain(x.shape, (i) => x.values[i]! + second.values[i]!);
    case 'GlobalAveragePool':
      return averagePlanes(x);
    case 'Flatten':
      return plain([x.shape[0]!, sizeOf(x.shape.slice(1))], (i) => x.values[i]!);
    default:
      throw new TypeError(`no kernel for ${node.op}`);
  }
}

const plain = (shape: readonly number[], value: (i: number) => number): KernelResult => ({
  output: tensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
  ),
  macs: 0,
});

function averagePlanes({ shape, values }: Tensor): KernelResult {
  const [images = 0, channels = 0, height = 0, width = 0] = shape;
  const size = height * width;
  return plain([images, channels, 1, 1], (plane) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += values[plane * size + i]!;
    return sum / size;
  });
}

function convolve(
  x: Tensor,
  filter: Tensor,
  bias: Tensor | undefined,
  { strides, pads, dilations, group }: ConvAttributes,
): KernelResult {
  const [images = 0, channels = 0, height = 0, width = 0] = x.shape;
  const [filters = 0, depth = 0, rows = 0, columns = 0] = filter.shape;
  const [top, left, bottom, right] = pads;
  const span = (size: number, before: number, after: number, taps: number, axis: 0 | 1) =>
    Math.floor((size + before + after - dilations[axis] * (taps - 1) - 1) / strides[axis]) + 1;
  const outHeight = span(height, top, bottom, rows, 0);
  const outWidth = span(width, left, right, columns, 1);
  const output = new Float32Array(images * filters * outHeight * outWidth);
  for (let at = 0; at < output.length; at++) {
    const ox = at % outWidth;
    const oy = Math.floor(at / outWidth) % outHeight;
    const m = Math.floor(at / (outWidth * outHeight)) % filters;
    const n = Math.floor(at / (outWidth * outHeight * filters));
    const first = Math.floor((m * group) / filters) * depth;
    let sum = bias?.values[m] ?? 0;
    for (let c = 0; c < depth; c++) {
      for (let r = 0; r < rows; r++) {
        const y = oy * strides[0] - top + r * dilations[0];
        if (y < 0 || y >= height) continue;
        for (let s = 0; s < columns; s++) {
          const px = ox * strides[1] - left + s * dilations[1];
          if (px < 0 || px >= width) continue;
          const pixel = x.values[((n * channels + first + c) * height + y) * width + px]!;
          sum += pixel * filter.values[((m * depth + c) * rows + r) * columns + s]!;
        }
      }
    }
    output[at] = sum;
  }
  return {
    output: tensor([images, filters, outHeight, outWidth], output),
    macs: output.length * depth * rows * columns,
  };
}

function multiply(
  a: Tensor,
  b: Tensor,
  c: Tensor | undefined,
  { alpha, beta, transA, transB }: Extract<Node, { op: 'Gemm' }>['attributes'],
): KernelResult {
  const [rows = 0, inner = 0] = transA ? [...a.shape].reverse() : a.shape;
  const columns = b.shape[transB ? 0 : 1]!;
  const { output } = plain([rows, columns], (i) => {
    const row = Math.floor(i / columns);
    const column = i % columns;
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const left = a.values[transA ? k * rows + row : row * inner + k]!;
      sum += left * b.values[transB ? column * inner + k : k * columns + column]!;
    }
    // A bias is a row or a whole matrix.
    return alpha * sum + beta * (c?.values[i % c.values.length] ?? 0);
  });
  return { output, macs: rows * columns * inner };
}
