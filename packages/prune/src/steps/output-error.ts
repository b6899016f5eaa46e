/**
 * How far an edit moves the layer's outputs: `||X (a - b)||^2 / ||X a||^2`, summed over the filters, for
 * the sampled inputs X whose Gram matrices are given. 0 for no change, about 1 for a layer emptied.
 *
 * @param original [filters x inputs].
 * @param edited The same shape.
 * @param grams X^T X of each group of filters, [inputs x inputs].
 */
export function outputError(
  original: Float32Array,
  edited: Float32Array,
  { grams, filters }: { readonly grams: readonly Float64Array[]; readonly filters: number },
): number {
  const width = original.length / filters;
  const perGroup = filters / grams.length;
  let [moved, whole] = [0, 0];
  const difference = original.map((weight, i) => weight - edited[i]!);
  for (let filter = 0; filter < filters; filter++) {
    const product = grams[Math.floor(filter / perGroup)]!;
    moved += quadraticForm(product, difference.subarray(filter * width, (filter + 1) * width));
    whole += quadraticForm(product, original.subarray(filter * width, (filter + 1) * width));
  }
  return whole === 0 ? 0 : moved / whole;
}

function quadraticForm(matrix: Float64Array, vector: Float32Array): number {
  const size = vector.length;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    if (vector[i] === 0) continue;
    let row = 0;
    for (let j = 0; j < size; j++) row += matrix[i * size + j]! * vector[j]!;
    sum += row * vector[i]!;
  }
  return sum;
}
