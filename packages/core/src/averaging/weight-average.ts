import type { Tensors } from '@picojoule/spec';

/** The mean of the weights that entered so far; survives a checkpoint. */
export interface WeightAverage {
  /** How many states of the weights entered. */
  readonly count: number;
  /** Their mean by name, in float32; empty while none did. */
  readonly means: Tensors;
}

export const noAverage: WeightAverage = { count: 0, means: {} };

/** The mean once these weights entered too: `mean + (weights - mean) / count`. */
export function averageIn({ count, means }: WeightAverage, weights: Tensors): WeightAverage {
  const entries = Object.entries(weights).map(([name, { type, shape, values }]) => {
    const mean = means[name]?.values;
    const next = Float32Array.from(values, (value, i) => {
      const before = mean?.[i] ?? 0;
      return before + (value - before) / (count + 1);
    });
    return [name, { type, shape, values: next }] as const;
  });
  return { count: count + 1, means: Object.fromEntries(entries) };
}
