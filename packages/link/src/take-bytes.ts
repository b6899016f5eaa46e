const SLAB = 16_384;
let slab = new Uint8Array(SLAB);
let used = 0;

/** Zeros, at most 16 384, cut from larger memory: memory of its own takes a frame longer than its encoding. */
export function takeBytes(length: number): Uint8Array {
  if (used + length > SLAB) {
    slab = new Uint8Array(SLAB);
    used = 0;
  }
  used += length;
  return slab.subarray(used - length, used);
}
