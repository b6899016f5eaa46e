/** Where a value stands on the tape of a row. */
export interface Place {
  readonly at: number;
  readonly width: number;
}

/** What an instruction computes of places a and b and a weight w; `native/row-kernels.cc` has the same. */
export const rowOperations = {
  linear: 0,
  add: 1,
  multiply: 2,
  scale: 3,
  lower: 4,
  sigmoid: 5,
} as const;

/** A value that a launch is given: its rows, or where `pooled` the means of a feature map over its pixels. */
export interface Given extends Place {
  readonly pooled: boolean;
}

/** What is computed of each row by itself, in one launch. */
export interface RowProgram {
  /** As the kernels read it. */
  readonly numbers: readonly number[];
  /** The same for all programs with these numbers. */
  readonly key: string;
  /** Of each value given. */
  readonly pooled: readonly boolean[];
  /** Values that it hands out. */
  readonly made: number;
  /** Multiply-accumulates of a row: of its linear instructions. */
  readonly macs: number;
}

/**
 * @param length Of the tape.
 * @param given The values that a launch is given.
 * @param made Places of those that it hands out.
 * @param instructions Operation, place of the result (two numbers), place of a, place of b or the width of
 * a, positions of the weight and the bias (-1: none).
 */
export function rowProgram(
  length: number,
  given: readonly Given[],
  made: readonly Place[],
  instructions: readonly (readonly number[])[],
): RowProgram {
  const counts = [length, given.length, made.length, instructions.length];
  const sources = given.flatMap(({ at, width, pooled }) => [at, width, pooled ? 1 : 0]);
  const results = made.flatMap(({ at, width }) => [at, width]);
  const linear = instructions.filter(([operation]) => operation === rowOperations.linear);
  const numbers = [...counts, ...sources, ...results, ...instructions.flat()];
  return {
    numbers,
    key: `rows ${numbers}`,
    pooled: given.map(({ pooled }) => pooled),
    made: made.length,
    macs: linear.reduce((sum, [, , width, , inner]) => sum + width! * inner!, 0),
  };
}
