import type { InputRows } from '../layer/sample-inputs.ts';

export interface RestoreOptions {
  /** Sampled inputs of each group of filters. */
  readonly inputs: readonly InputRows[];
  readonly filters: number;
  /** Non-zero weights of the layer when done. */
  readonly keep: number;
  /** Weights restored in one go (`g` of the paper). */
  readonly atOnce: number;
}

/**
 * Restores removed weights to their original values where the layer's output misses them most (step 3
 * of CVPR17): again and again the filter with the largest l1 residual gets back the `atOnce` weights
 * that lower its residual most, until `keep` weights are not zero.
 *
 * @param original [filters x inputs], the weights before removal.
 * @param removed The same with removed weights at zero.
 */
export function restore(
  original: Float32Array,
  removed: Float32Array,
  { inputs, filters, keep, atOnce }: RestoreOptions,
): Float32Array {
  const restored = removed.slice();
  const width = original.length / filters;
  const columns = inputs.map(columnsOf);
  const perGroup = filters / inputs.length;
  const states = Array.from({ length: filters }, (_, filter) => {
    const group = Math.floor(filter / perGroup);
    return filterState(filter * width, width, columns[group]!, original, removed);
  });
  let missing = keep - restored.reduce((count, weight) => count + (weight === 0 ? 0 : 1), 0);
  while (missing > 0) {
    let worst: FilterState | undefined;
    for (const state of states) {
      if (state.candidates.size > 0 && (worst === undefined || state.norm > worst.norm))
        worst = state;
    }
    if (worst === undefined) break;
    for (const input of worst.best(Math.min(atOnce, missing))) {
      worst.take(input);
      restored[worst.offset + input] = original[worst.offset + input]!;
      missing--;
    }
  }
  return restored;
}

interface FilterState {
  readonly offset: number;
  readonly candidates: ReadonlySet<number>;
  /** l1 norm of the residual. */
  readonly norm: number;
  /** The candidates that lower the residual most, each judged alone. */
  best(count: number): number[];
  take(input: number): void;
}

/** One Float32Array of rows per input: the residual is updated column by column. */
function columnsOf({ rows, inputs, values }: InputRows): Float32Array[] {
  return Array.from({ length: inputs }, (_, input) =>
    Float32Array.from({ length: rows }, (_, row) => values[row * inputs + input]!),
  );
}

function filterState(
  offset: number,
  width: number,
  columns: readonly Float32Array[],
  original: Float32Array,
  removed: Float32Array,
): FilterState {
  const residual = new Float64Array(columns[0]?.length ?? 0);
  const candidates = new Set<number>();
  const weightOf = (input: number) => original[offset + input]!;
  const addTo = (input: number, sign: 1 | -1) => {
    const column = columns[input]!;
    const weight = sign * weightOf(input);
    for (let row = 0; row < residual.length; row++) residual[row]! += weight * column[row]!;
  };
  for (let input = 0; input < width; input++) {
    if (removed[offset + input] !== 0 || weightOf(input) === 0) continue;
    candidates.add(input);
    addTo(input, 1);
  }
  const l1 = () => residual.reduce((sum, value) => sum + Math.abs(value), 0);
  const normWithout = (input: number) => {
    const column = columns[input]!;
    const weight = weightOf(input);
    let sum = 0;
    for (let row = 0; row < residual.length; row++) {
      sum += Math.abs(residual[row]! - weight * column[row]!);
    }
    return sum;
  };
  let norm = l1();
  return {
    offset,
    candidates,
    get norm() {
      return norm;
    },
    best(count) {
      const scored = [...candidates].map((input) => ({ input, norm: normWithout(input) }));
      scored.sort((a, b) => a.norm - b.norm || a.input - b.input);
      return scored.slice(0, count).map(({ input }) => input);
    },
    take(input) {
      candidates.delete(input);
      addTo(input, -1);
      norm = l1();
    },
  };
}
