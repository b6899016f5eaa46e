import type { Node, NodeOf, OperatorName } from '@picojoule/spec';
import { convolutionShape, forEachTap, type Products, type Shape } from './convolution.ts';

/** Double precision inside, so that it serves as an oracle for float32 kernels. */
export interface Value {
  readonly shape: Shape;
  readonly values: Float64Array;
}

/** One operator by its definition: slow, short, and without a thought of speed. */
export interface ReferenceOperator<Op extends OperatorName = OperatorName> {
  shape(node: NodeOf<Op>, inputs: readonly Shape[]): readonly number[];
  forward(node: NodeOf<Op>, inputs: readonly Value[], output: Float64Array, count: Products): void;
  /** Adds into `gradients`, one array per input; none is formed where it is absent. */
  backward(
    node: NodeOf<Op>,
    inputs: readonly Value[],
    outputGradient: Float64Array,
    gradients: readonly (Float64Array | undefined)[],
  ): void;
  /** MACs of a dense forward pass, padding included. */
  macs(inputs: readonly Shape[], output: Shape): number;
}

const product = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

const conv: ReferenceOperator<'Conv'> = {
  shape: ({ attributes }, [x, filter]) => convolutionShape(x!, filter!, attributes),
  forward({ attributes }, [x, filter, bias], output, count) {
    const shape = convolutionShape(x!.shape, filter!.shape, attributes);
    const area = shape[2]! * shape[3]!;
    if (bias !== undefined) {
      for (let i = 0; i < output.length; i++) {
        output[i] = bias.values[Math.floor(i / area) % shape[1]!]!;
      }
    }
    forEachTap(x!.shape, filter!.shape, shape, attributes, (i, f, o) => {
      const a = x!.values[i]!;
      const b = filter!.values[f]!;
      output[o]! += a * b;
      count.executed++;
      if (a !== 0 && b !== 0) count.effectual++;
    });
  },
  backward({ attributes }, [x, filter], outputGradient, [dx, df, db]) {
    const shape = convolutionShape(x!.shape, filter!.shape, attributes);
    forEachTap(x!.shape, filter!.shape, shape, attributes, (i, f, o) => {
      if (dx !== undefined) dx[i]! += filter!.values[f]! * outputGradient[o]!;
      df![f]! += x!.values[i]! * outputGradient[o]!;
    });
    const area = shape[2]! * shape[3]!;
    if (db !== undefined) {
      outputGradient.forEach((g, i) => {
        db[Math.floor(i / area) % shape[1]!]! += g;
      });
    }
  },
  macs: ([, filter], output) => product(output) * product(filter!.slice(1)),
};

/** a [N, K] with b [M, K] (transB) or [K, M], alpha 1, c [M]?. */
const gemm: ReferenceOperator<'Gemm'> = {
  shape: ({ attributes }, [a, b]) => [a![0]!, attributes.transB ? b![0]! : b![1]!],
  forward({ attributes }, [a, b, c], output, count) {
    forEachProduct(attributes, a!.shape, b!.shape, (i, j, o) => {
      output[o]! += attributes.alpha * a!.values[i]! * b!.values[j]!;
      count.executed++;
      if (a!.values[i] !== 0 && b!.values[j] !== 0) count.effectual++;
    });
    if (c === undefined) return;
    for (let o = 0; o < output.length; o++) {
      output[o]! += attributes.beta * c.values[o % c.values.length]!;
    }
  },
  backward({ attributes }, [a, b], outputGradient, [da, db, dc]) {
    forEachProduct(attributes, a!.shape, b!.shape, (i, j, o) => {
      if (da !== undefined) da[i]! += attributes.alpha * b!.values[j]! * outputGradient[o]!;
      db![j]! += attributes.alpha * a!.values[i]! * outputGradient[o]!;
    });
    if (dc === undefined) return;
    outputGradient.forEach((g, o) => {
      dc[o % dc.length]! += attributes.beta * g;
    });
  },
  macs: ([a], output) => product(output) * a![1]!,
};

function forEachProduct(
  { transB }: NodeOf<'Gemm'>['attributes'],
  [N, K]: Shape,
  b: Shape,
  visit: (a: number, b: number, output: number) => void,
) {
  const M = transB ? b[0]! : b[1]!;
  for (let n = 0; n < N!; n++) {
    for (let m = 0; m < M; m++) {
      for (let k = 0; k < K!; k++) {
        visit(n * K! + k, transB ? m * K! + k : k * M + m, n * M + m);
      }
    }
  }
}

const relu: ReferenceOperator<'Relu'> = {
  shape: (_, [x]) => x!,
  forward: (_, [x], output) => {
    x!.values.forEach((value, i) => {
      output[i] = Math.max(0, value);
    });
  },
  backward: (_, [x], outputGradient, [dx]) => {
    outputGradient.forEach((g, i) => {
      if (dx !== undefined && x!.values[i]! > 0) dx[i]! += g;
    });
  },
  macs: () => 0,
};

const sigmoidOf = (value: number) => 1 / (1 + Math.exp(-value));

const sigmoid: ReferenceOperator<'Sigmoid'> = {
  shape: (_, [x]) => x!,
  forward: (_, [x], output) => output.set(x!.values.map(sigmoidOf)),
  backward: (_, [x], outputGradient, [dx]) => {
    outputGradient.forEach((g, i) => {
      const y = sigmoidOf(x!.values[i]!);
      dx![i]! += g * y * (1 - y);
    });
  },
  macs: () => 0,
};

/** Of equal shapes. */
const add: ReferenceOperator<'Add'> = {
  shape: (_, [a]) => a!,
  forward: (_, [a, b], output) => {
    a!.values.forEach((value, i) => {
      output[i] = value + b!.values[i]!;
    });
  },
  backward: (_, __, outputGradient, gradients) => {
    for (const gradient of gradients) {
      outputGradient.forEach((g, i) => {
        if (gradient !== undefined) gradient[i]! += g;
      });
    }
  },
  macs: () => 0,
};

const globalAveragePool: ReferenceOperator<'GlobalAveragePool'> = {
  shape: (_, [x]) => [x![0]!, x![1]!, 1, 1],
  forward: (_, [x], output) => {
    const area = x!.shape[2]! * x!.shape[3]!;
    x!.values.forEach((value, i) => {
      output[Math.floor(i / area)]! += value / area;
    });
  },
  backward: (_, [x], outputGradient, [dx]) => {
    const area = x!.shape[2]! * x!.shape[3]!;
    dx?.forEach((_, i) => {
      dx[i]! += outputGradient[Math.floor(i / area)]! / area;
    });
  },
  macs: () => 0,
};

/** At axis 1. */
const flatten: ReferenceOperator<'Flatten'> = {
  shape: (_, [x]) => [x![0]!, product(x!.slice(1))],
  forward: (_, [x], output) => output.set(x!.values),
  backward: add.backward as never,
  macs: () => 0,
};

const operators = {
  Conv: conv,
  Gemm: gemm,
  Relu: relu,
  Sigmoid: sigmoid,
  Add: add,
  GlobalAveragePool: globalAveragePool,
  Flatten: flatten,
};

/** The operators of `smallGraph`, and all that the reference backend can run. */
export const referenceOperators = Object.keys(operators) as readonly OperatorName[];

/** @returns the operator of a node; `undefined` when the reference has none. */
export const referenceOperator = (node: Node): ReferenceOperator | undefined =>
  Object.hasOwn(operators, node.op)
    ? (operators[node.op as keyof typeof operators] as ReferenceOperator)
    : undefined;
