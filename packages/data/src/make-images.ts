/** Images as bytes, and what each byte becomes. */
export interface ByteImages {
  /** [N, C, H, W]. */
  readonly bytes: Uint8Array;
  readonly shape: readonly [number, number, number];
  /** For each channel, the value of each of the 256 bytes. */
  readonly normalised: readonly Float32Array[];
}

/**
 * The images at `indices`, [indices, C, H, W]. `changes` holds three numbers for each: by how many
 * pixels it moves down and to the right, what comes in being black, and whether it is mirrored first.
 * Uses nothing from outside itself: a worker runs its source.
 */
export function makeImages(
  { bytes, shape, normalised }: ByteImages,
  indices: ArrayLike<number>,
  changes?: Int8Array,
): Float32Array<ArrayBuffer> {
  const [channels, height, width] = shape;
  const size = channels * height * width;
  const images = new Float32Array(indices.length * size);
  let to = 0;
  for (let i = 0; i < indices.length; i++) {
    const down = changes?.[3 * i] ?? 0;
    const right = changes?.[3 * i + 1] ?? 0;
    const mirrored = changes?.[3 * i + 2] === 1;
    const image = indices[i]! * size;
    for (let channel = 0; channel < channels; channel++) {
      const table = normalised[channel]!;
      for (let y = 0; y < height; y++) {
        const row = y - down;
        const from = image + (channel * height + row) * width;
        const inside = row >= 0 && row < height;
        for (let x = 0; x < width; x++) {
          const column = x - right;
          images[to++] =
            inside && column >= 0 && column < width
              ? table[bytes[from + (mirrored ? width - 1 - column : column)]!]!
              : table[0]!;
        }
      }
    }
  }
  return images;
}
