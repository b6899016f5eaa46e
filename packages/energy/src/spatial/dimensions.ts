/**
 * The loops of a layer: images, groups, ofmap and ifmap channels (of one group), ofmap rows and
 * columns, filter rows and columns. Lists of eight numbers are in this order.
 */
export const DIMENSIONS = ['N', 'G', 'M', 'C', 'E', 'F', 'R', 'S'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** One number per dimension. */
export type Extents = readonly number[];

export const [N, G, M, C, E, F, R, S] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

export const TENSORS = ['ifmap', 'weight', 'ofmap'] as const;
export type TensorName = (typeof TENSORS)[number];
export type PerTensor<T> = Readonly<Record<TensorName, T>>;

export const indexOf = (dimension: Dimension): number => DIMENSIONS.indexOf(dimension);

/** Whether another index of the dimension is another word of the tensor. */
export const RELEVANT: PerTensor<readonly boolean[]> = {
  ifmap: relevant('NGCEFRS'),
  weight: relevant('GMCRS'),
  ofmap: relevant('NGMEF'),
};

function relevant(letters: string): boolean[] {
  return DIMENSIONS.map((dimension) => letters.includes(dimension));
}

export const ONES: Extents = DIMENSIONS.map(() => 1);

export function times(a: Extents, b: Extents): number[] {
  const product = [...a];
  for (let d = 0; d < product.length; d++) product[d]! *= b[d]!;
  return product;
}

export function productOf(values: Extents): number {
  let product = 1;
  for (let d = 0; d < values.length; d++) product *= values[d]!;
  return product;
}
