/** Two-sided 95 % points of Student's t for 1, 2, ... degrees of freedom. */
const T_95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262] as const;

interface Spread {
  readonly mean: number;
  /** Sample standard deviation; undefined for one value. */
  readonly deviation?: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  if (values.length < 2) return { mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Half of the values lie between the quartiles. */
export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** Between two values in proportion, as NumPy's percentiles. */
export function quartilesOf(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return low + (place % 1) * (high - low);
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}

/**
 * Half the width of the 95 % interval of the mean of paired differences, one per seed; undefined for one
 * seed, and for more than ten.
 */
export function halfWidth(differences: readonly number[]): number | undefined {
  const { deviation } = spreadOf(differences);
  const t = T_95[differences.length - 2];
  if (deviation === undefined || t === undefined) return undefined;
  return (t * deviation) / Math.sqrt(differences.length);
}
