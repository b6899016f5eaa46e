import type { ConvAttributes, OperatorName, Operators, PoolAttributes } from '@picojoule/spec';

/** Double precision, in the graph's layout. */
export interface Plain {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

type Definition<Op extends OperatorName> = (
  attributes: Operators[Op],
  inputs: readonly (Plain | undefined)[],
  training: boolean,
) => readonly Plain[];

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Builds an array element by element from the index. */
function build(shape: readonly number[], at: (index: number[]) => number): Plain {
  const values = new Float64Array(size(shape));
  const index = shape.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    values[i] = at(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape, values };
}

/** Reads an element; outside, `otherwise`. */
function at({ shape, values }: Plain, index: readonly number[], otherwise = 0): number {
  let position = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const i = index[axis]!;
    if (i < 0 || i >= shape[axis]!) return otherwise;
    position = position * shape[axis]! + i;
  }
  return values[position]!;
}

const each = (x: Plain, f: (value: number) => number): Plain => ({
  shape: x.shape,
  values: x.values.map(f),
});

function broadcast(a: Plain, b: Plain, f: (a: number, b: number) => number): Plain {
  const rank = Math.max(a.shape.length, b.shape.length);
  const dimension = ({ shape }: Plain, axis: number) => shape[axis - rank + shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, i) => Math.max(dimension(a, i), dimension(b, i)));
  const read = (x: Plain, index: readonly number[]) =>
    at(
      x,
      index.slice(rank - x.shape.length).map((i, axis) => (x.shape[axis] === 1 ? 0 : i)),
    );
  return build(shape, (index) => f(read(a, index), read(b, index)));
}

const axisOf = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);

function conv(attributes: ConvAttributes, [x, w, b]: readonly (Plain | undefined)[]): Plain {
  const { strides, pads, dilations, group } = attributes;
  const [n, , h, width] = x!.shape as number[];
  const [m, perGroup, r, s] = w!.shape as number[];
  const out = (length: number, kernel: number, axis: 0 | 1) =>
    Math.floor(
      (length + pads[axis] + pads[axis === 0 ? 2 : 3] - (kernel - 1) * dilations[axis] - 1) /
        strides[axis],
    ) + 1;
  return build([n!, m!, out(h!, r!, 0), out(width!, s!, 1)], ([image, f, p, q]) => {
    let sum = b === undefined ? 0 : b.values[f!]!;
    const first = Math.floor(f! / (m! / group)) * perGroup!;
    for (let c = 0; c < perGroup!; c++)
      for (let i = 0; i < r!; i++)
        for (let j = 0; j < s!; j++) {
          const y = p! * strides[0] + i * dilations[0] - pads[0];
          const z = q! * strides[1] + j * dilations[1] - pads[1];
          sum += at(x!, [image!, first + c, y, z]) * at(w!, [f!, c, i, j]);
        }
    return sum;
  });
}

function convTranspose(
  attributes: Operators['ConvTranspose'],
  [x, w, b]: readonly (Plain | undefined)[],
): Plain {
  const { strides, pads, dilations, group, outputPadding } = attributes;
  const [n, channels, h, width] = x!.shape as number[];
  const [, perGroup, r, s] = w!.shape as number[];
  const grow = (length: number, kernel: number, axis: 0 | 1) =>
    strides[axis] * (length - 1) +
    outputPadding[axis] +
    (kernel - 1) * dilations[axis] +
    1 -
    pads[axis] -
    pads[axis === 0 ? 2 : 3];
  const shape = [n!, perGroup! * group, grow(h!, r!, 0), grow(width!, s!, 1)];
  const y = build(shape, ([, f]) => (b === undefined ? 0 : b.values[f!]!));
  const [, m, height, columns] = shape as [number, number, number, number];
  for (let image = 0; image < n!; image++)
    for (let c = 0; c < channels!; c++)
      for (let f = 0; f < perGroup!; f++)
        for (let p = 0; p < h!; p++)
          for (let q = 0; q < width!; q++)
            for (let i = 0; i < r!; i++)
              for (let j = 0; j < s!; j++) {
                const row = p * strides[0] + i * dilations[0] - pads[0];
                const column = q * strides[1] + j * dilations[1] - pads[1];
                if (row < 0 || row >= height || column < 0 || column >= columns) continue;
                const channel = Math.floor(c / (channels! / group)) * perGroup! + f;
                const to = ((image * m + channel) * height + row) * columns + column;
                y.values[to]! += at(x!, [image, c, p, q]) * at(w!, [c, f, i, j]);
              }
  return y;
}

/** Pools by visiting every position of every window that is not in the overhang of `ceilMode`. */
function pool(
  attributes: PoolAttributes,
  x: Plain,
  reduce: (seen: { value: number; padded: boolean }[]) => number,
): Plain {
  const { kernel, strides, pads, dilations, ceilMode } = attributes;
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const windows = (length: number, axis: 0 | 1) => {
    const span = (kernel[axis] - 1) * dilations[axis] + 1;
    const steps = (length + pads[axis] + pads[axis === 0 ? 2 : 3] - span) / strides[axis];
    const count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
    return ceilMode && (count - 1) * strides[axis] >= length + pads[axis] ? count - 1 : count;
  };
  return build([n, c, windows(h, 0), windows(w, 1)], ([image, channel, p, q]) => {
    const seen: { value: number; padded: boolean }[] = [];
    for (let i = 0; i < kernel[0]; i++)
      for (let j = 0; j < kernel[1]; j++) {
        const y = p! * strides[0] + i * dilations[0] - pads[0];
        const z = q! * strides[1] + j * dilations[1] - pads[1];
        if (y >= h + pads[2] || z >= w + pads[3]) continue;
        const padded = y < 0 || y >= h || z < 0 || z >= w;
        seen.push({ value: at(x, [image!, channel!, y, z]), padded });
      }
    return reduce(seen);
  });
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

const globally = (x: Plain, reduce: (values: number[]) => number): Plain => {
  const area = size(x.shape.slice(2));
  return build(
    x.shape.map((length, axis) => (axis < 2 ? length : 1)),
    ([n, c]) => {
      const start = (n! * x.shape[1]! + c!) * area;
      return reduce([...x.values.slice(start, start + area)]);
    },
  );
};

function matMul(a: Plain, b: Plain): Plain {
  const left = a.shape.length === 1 ? { ...a, shape: [1, a.shape[0]!] } : a;
  const right = b.shape.length === 1 ? { ...b, shape: [b.shape[0]!, 1] } : b;
  const rank = Math.max(left.shape.length, right.shape.length);
  const stack = Array.from({ length: rank - 2 }, (_, i) => {
    const of = ({ shape }: Plain) => shape[i - rank + shape.length] ?? 1;
    return Math.max(of(left), of(right));
  });
  const inner = left.shape.at(-1)!;
  const read = (x: Plain, index: readonly number[], row: number, column: number) => {
    const outer = index
      .slice(rank - x.shape.length, rank - 2)
      .map((i, axis) => (x.shape[axis] === 1 ? 0 : i));
    return at(x, [...outer, row, column]);
  };
  const y = build([...stack, left.shape.at(-2)!, right.shape.at(-1)!], (index) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum += read(left, index, index[rank - 2]!, k) * read(right, index, k, index[rank - 1]!);
    }
    return sum;
  });
  const rows = a.shape.length === 1 ? [] : [left.shape.at(-2)!];
  const columns = b.shape.length === 1 ? [] : [right.shape.at(-1)!];
  return { shape: [...stack, ...rows, ...columns], values: y.values };
}

function softmax(x: Plain, axis: number): Plain {
  const along = axisOf(axis, x.shape.length);
  return build(x.shape, (index) => {
    let total = 0;
    for (let i = 0; i < x.shape[along]!; i++) total += Math.exp(at(x, index.with(along, i)));
    return Math.exp(at(x, index)) / total;
  });
}

/** Source coordinate of a resized axis, transcribed from the table of ONNX's Resize. */
function source(mode: string, i: number, from: number, to: number, scale: number): number {
  if (mode === 'asymmetric') return i / scale;
  if (mode === 'align_corners') return to === 1 ? 0 : (i * (from - 1)) / (to - 1);
  if (mode === 'pytorch_half_pixel' && to === 1) return 0;
  return (i + 0.5) / scale - 0.5;
}

const rounded: Record<string, (x: number) => number> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  round_prefer_floor: (x) => (x % 1 === 0.5 || x % 1 === -0.5 ? Math.floor(x) : Math.round(x)),
};

/** Weights of the elements at -1, 0, 1, 2 from where a position was rounded down to (Keys 1981). */
const cubicWeights = (r: number, a: number) => [
  ((a * (r + 1) - 5 * a) * (r + 1) + 8 * a) * (r + 1) - 4 * a,
  ((a + 2) * r - (a + 3)) * r * r + 1,
  ((a + 2) * (1 - r) - (a + 3)) * (1 - r) * (1 - r) + 1,
  ((a * (2 - r) - 5 * a) * (2 - r) + 8 * a) * (2 - r) - 4 * a,
];

function resize(attributes: Operators['Resize'], x: Plain): Plain {
  const { scales, sizes, coordinates, mode, nearest, cubic, crop } = attributes;
  const shape = sizes ?? x.shape.map((length, axis) => Math.floor(length * scales[axis]!));
  const clamp = (i: number, axis: number) => Math.min(Math.max(i, 0), x.shape[axis]! - 1);
  return build(shape, (index) => {
    const position = index.map((i, axis) => {
      const [from, to] = [x.shape[axis]!, shape[axis]!];
      if (crop === undefined) return source(coordinates, i, from, to, scales[axis]!);
      const [start, end] = [crop.starts[axis]!, crop.ends[axis]!];
      if (to === 1) return 0.5 * (start + end) * (from - 1);
      return start * (from - 1) + (i * (end - start) * (from - 1)) / (to - 1);
    });
    if (crop && position.some((p, axis) => p < 0 || p > x.shape[axis]! - 1)) return crop.outside;
    if (mode === 'nearest') {
      return at(
        x,
        position.map((p, axis) => clamp(rounded[nearest]!(p), axis)),
      );
    }
    if (cubic !== undefined) {
      let [sum, all] = [0, 0];
      for (let tap = 0; tap < 4 ** x.shape.length; tap++) {
        let weight = 1;
        const taken = position.map((p, axis) => {
          const which = Math.floor(tap / 4 ** axis) % 4;
          const read = Math.floor(p) - 1 + which;
          weight *= cubicWeights(p - Math.floor(p), cubic.coefficient)[which]!;
          if (cubic.excludeOutside && read !== clamp(read, axis)) weight = 0;
          return clamp(read, axis);
        });
        sum += weight * at(x, taken);
        all += weight;
      }
      return cubic.excludeOutside ? sum / all : sum;
    }
    // All corners around the position, each with its weight.
    let sum = 0;
    for (let corner = 0; corner < 2 ** x.shape.length; corner++) {
      let weight = 1;
      const taken = position.map((p, axis) => {
        const clamped = clamp(p, axis);
        const low = Math.floor(clamped);
        const high = (corner >> axis) & 1;
        weight *= high === 1 ? clamped - low : 1 - (clamped - low);
        return clamp(low + high, axis);
      });
      sum += weight * at(x, taken);
    }
    return sum;
  });
}

const clip = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);

/** Every operator as its ONNX page defines it: loops over elements, nothing shared with the kernels. */
export const definitions: { readonly [Op in OperatorName]: Definition<Op> } = {
  Conv: (attributes, inputs) => [conv(attributes, inputs)],
  ConvTranspose: (attributes, inputs) => [convTranspose(attributes, inputs)],
  BatchNormalization: ({ epsilon }, [x, scale, bias, running, variance], training) => {
    const [n, c, ...rest] = x!.shape as [number, number, ...number[]];
    const area = size(rest);
    const statistics = Array.from({ length: c }, (_, channel) => {
      if (!training) return [running!.values[channel]!, variance!.values[channel]!] as const;
      const values = Array.from({ length: n }, (_, image) => {
        const start = (image * c + channel) * area;
        return [...x!.values.slice(start, start + area)];
      }).flat();
      const average = mean(values);
      return [average, mean(values.map((v) => (v - average) ** 2))] as const;
    });
    return [
      build(x!.shape, (index) => {
        const channel = index[1]!;
        const [average, spread] = statistics[channel]!;
        const normal = (at(x!, index) - average) / Math.sqrt(spread + epsilon);
        return normal * scale!.values[channel]! + bias!.values[channel]!;
      }),
    ];
  },
  Relu: (_, [x]) => [each(x!, (v) => Math.max(0, v))],
  LeakyRelu: ({ alpha }, [x]) => [each(x!, (v) => (v < 0 ? alpha * v : v))],
  PRelu: (_, [x, slope]) => [broadcast(x!, slope!, (v, s) => (v < 0 ? s * v : v))],
  Clip: ({ min, max }, [x]) => [each(x!, (v) => clip(v, min, max))],
  Sigmoid: (_, [x]) => [each(x!, (v) => 1 / (1 + Math.exp(-v)))],
  HardSigmoid: ({ alpha, beta }, [x]) => [each(x!, (v) => clip(alpha * v + beta, 0, 1))],
  HardSwish: (_, [x]) => [each(x!, (v) => v * clip(v / 6 + 0.5, 0, 1))],
  Add: (_, [a, b]) => [broadcast(a!, b!, (x, y) => x + y)],
  Sub: (_, [a, b]) => [broadcast(a!, b!, (x, y) => x - y)],
  Mul: (_, [a, b]) => [broadcast(a!, b!, (x, y) => x * y)],
  Div: (_, [a, b]) => [broadcast(a!, b!, (x, y) => x / y)],
  Concat: ({ axis }, inputs) => {
    const first = inputs[0]!;
    const along = axisOf(axis, first.shape.length);
    const total = inputs.reduce((sum, x) => sum + x!.shape[along]!, 0);
    return [
      build(first.shape.with(along, total), (index) => {
        let i = index[along]!;
        const from = inputs.find((x) => {
          if (i < x!.shape[along]!) return true;
          i -= x!.shape[along]!;
          return false;
        });
        return at(from!, index.with(along, i));
      }),
    ];
  },
  MaxPool: (attributes, [x]) => [
    pool(attributes, x!, (seen) =>
      Math.max(...seen.filter(({ padded }) => !padded).map(({ value }) => value)),
    ),
  ],
  AveragePool: (attributes, [x]) => [
    pool(attributes, x!, (seen) =>
      mean(
        seen
          .filter(({ padded }) => attributes.countIncludePad || !padded)
          .map(({ value }) => value),
      ),
    ),
  ],
  GlobalAveragePool: (_, [x]) => [globally(x!, mean)],
  GlobalMaxPool: (_, [x]) => [globally(x!, (values) => Math.max(...values))],
  Gemm: ({ alpha, beta, transA, transB }, [a, b, c]) => {
    const turn = (x: Plain) => build(x.shape.toReversed(), ([i, j]) => at(x, [j!, i!]));
    const product = matMul(transA ? turn(a!) : a!, transB ? turn(b!) : b!);
    const scaled = each(product, (v) => alpha * v);
    return [c === undefined ? scaled : broadcast(scaled, c, (x, y) => x + beta * y)];
  },
  MatMul: (_, [a, b]) => [matMul(a!, b!)],
  Flatten: ({ axis }, [x]) => {
    const cut = axisOf(axis, x!.shape.length);
    return [{ ...x!, shape: [size(x!.shape.slice(0, cut)), size(x!.shape.slice(cut))] }];
  },
  Reshape: ({ shape }, [x]) => {
    const copied = shape.map((length, axis) => (length === 0 ? x!.shape[axis]! : length));
    const known = size(copied.filter((length) => length !== -1));
    const full = copied.map((length) => (length === -1 ? x!.values.length / known : length));
    return [{ ...x!, shape: full }];
  },
  Squeeze: ({ axes }, [x]) => {
    const gone = axes.map((axis) => axisOf(axis, x!.shape.length));
    const keep = (length: number, axis: number) =>
      axes.length === 0 ? length !== 1 : !gone.includes(axis);
    return [{ ...x!, shape: x!.shape.filter(keep) }];
  },
  Unsqueeze: ({ axes }, [x]) => {
    const shape = [...x!.shape];
    const rank = shape.length + axes.length;
    for (const axis of axes.map((a) => axisOf(a, rank)).toSorted((a, b) => a - b)) {
      shape.splice(axis, 0, 1);
    }
    return [{ ...x!, shape }];
  },
  Slice: ({ axes, starts, ends, steps }, [x]) => {
    const shape = [...x!.shape];
    const origin = shape.map(() => [0, 1] as [number, number]);
    axes.forEach((given, i) => {
      const axis = axisOf(given, shape.length);
      // Python's own rule for slices is that of ONNX.
      const indices = pythonSlice(x!.shape[axis]!, starts[i]!, ends[i]!, steps[i]!);
      shape[axis] = indices.length;
      origin[axis] = [indices[0] ?? 0, steps[i]!];
    });
    const from = (index: readonly number[]) =>
      index.map((i, axis) => origin[axis]![0] + i * origin[axis]![1]);
    return [build(shape, (index) => at(x!, from(index)))];
  },
  Pad: ({ pads, mode, value }, [x]) => {
    const rank = x!.shape.length;
    const shape = x!.shape.map((length, axis) => length + pads[axis]! + pads[axis + rank]!);
    const inside = (i: number, axis: number) => {
      const length = x!.shape[axis]!;
      if (mode === 'edge') return clip(i, 0, length - 1);
      if (mode === 'reflect') return i < 0 ? -i : i >= length ? 2 * (length - 1) - i : i;
      return i;
    };
    return [
      build(shape, (index) =>
        at(
          x!,
          index.map((i, axis) => inside(i - pads[axis]!, axis)),
          value,
        ),
      ),
    ];
  },
  Transpose: ({ perm }, [x]) => {
    const back = (index: readonly number[]) => perm.map((_, axis) => index[perm.indexOf(axis)]!);
    return [
      build(
        perm.map((axis) => x!.shape[axis]!),
        (index) => at(x!, back(index)),
      ),
    ];
  },
  Split: ({ axis, sizes }, [x]) => {
    const along = axisOf(axis, x!.shape.length);
    let start = 0;
    return sizes.map((length) => {
      const from = start;
      start += length;
      const read = (index: readonly number[]) => at(x!, index.with(along, index[along]! + from));
      return build(x!.shape.with(along, length), read);
    });
  },
  Resize: (attributes, [x]) => [resize(attributes, x!)],
  ReduceMean: ({ axes, keepDims }, [x]) => {
    const rank = x!.shape.length;
    const reduced =
      axes.length === 0 ? x!.shape.map((_, i) => i) : axes.map((a) => axisOf(a, rank));
    const kept = x!.shape.map((length, axis) => (reduced.includes(axis) ? 1 : length));
    const y = build(kept, () => 0);
    const count = size(x!.shape) / size(kept);
    build(x!.shape, (index) => {
      const to = index.map((i, axis) => (reduced.includes(axis) ? 0 : i));
      const position = kept.reduce((sum, length, axis) => sum * length + to[axis]!, 0);
      y.values[position]! += at(x!, index) / count;
      return 0;
    });
    return [keepDims ? y : { ...y, shape: kept.filter((_, axis) => !reduced.includes(axis)) }];
  },
  Softmax: ({ axis }, [x]) => [softmax(x!, axis)],
  LogSoftmax: ({ axis }, [x]) => [each(softmax(x!, axis), Math.log)],
  LRN: ({ size: window, alpha, beta, bias }, [x]) => [
    build(x!.shape, (index) => {
      let squares = 0;
      const c = index[1]!;
      for (let i = c - Math.floor((window - 1) / 2); i <= c + Math.ceil((window - 1) / 2); i++) {
        squares += at(x!, index.with(1, i)) ** 2;
      }
      return at(x!, index) / (bias + (alpha / window) * squares) ** beta;
    }),
  ],
  Cast: ({ to }, [x]) => [
    to === 'float32' ? x! : each(x!, to === 'bool' ? (v) => (v === 0 ? 0 : 1) : Math.trunc),
  ],
  Identity: (_, [x]) => [x!],
};

function pythonSlice(length: number, start: number, end: number, step: number): number[] {
  const wrap = (i: number) => (i < 0 ? i + length : i);
  const indices: number[] = [];
  if (step > 0) {
    for (let i = clip(wrap(start), 0, length); i < Math.min(wrap(end), length); i += step)
      indices.push(i);
  } else {
    const last = end < -length ? -1 : wrap(end);
    for (let i = Math.min(wrap(start), length - 1); i > last && i >= 0; i += step) indices.push(i);
  }
  return indices;
}
