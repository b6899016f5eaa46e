import { type FillTensor, sizeOf, type Tensor } from '@picojoule/spec';

/** Elements that are neither zero nor masked. A fill is counted without writing it out. */
export function nonZeroOf(source: Tensor | FillTensor, mask?: Uint8Array): number {
  let count = 0;
  if ('fill' in source) {
    if (source.fill === 0) return 0;
    if (mask === undefined) return sizeOf(source.shape);
    for (const kept of mask) if (kept !== 0) count++;
    return count;
  }
  const { values } = source;
  if (mask === undefined) {
    for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
  } else {
    for (let i = 0; i < values.length; i++) if (values[i] !== 0 && mask[i] !== 0) count++;
  }
  return count;
}

/** Share of elements that are neither zero nor masked, 0 to 1; 1 for an empty tensor. */
export function densityOf(source: Tensor | FillTensor, mask?: Uint8Array): number {
  const size = sizeOf(source.shape);
  return size === 0 ? 1 : nonZeroOf(source, mask) / size;
}
