import type { Lanes } from './lanes.ts';

/**
 * One pass: adds up K outer products of the bytes of the lanes from two offsets on. Result (i, j), of A
 * lane i and B lane j, comes to `sums[to + j * T + i]`.
 */
export function outerProducts(
  a: Lanes,
  aOffset: number,
  b: Lanes,
  bOffset: number,
  k: number,
  sums: Int32Array,
  to: number,
): void {
  // Four by four at a time: what the 4 x 4 array is, and a quarter of the 8 x 8 one.
  for (let j = 0; j < b.count; j += 4) {
    for (let i = 0; i < a.count; i += 4) {
      block(a, i * a.depth + aOffset, b, j * b.depth + bOffset, k, sums, to + j * a.count + i);
    }
  }
}

function block(
  { bytes: a, depth: aDepth, count }: Lanes,
  aFirst: number,
  { bytes: b, depth: bDepth }: Lanes,
  bFirst: number,
  k: number,
  sums: Int32Array,
  to: number,
): void {
  for (let j = 0; j < 4; j += 2) {
    let [s00, s10, s20, s30, s01, s11, s21, s31] = [0, 0, 0, 0, 0, 0, 0, 0];
    const b0 = bFirst + j * bDepth;
    const b1 = b0 + bDepth;
    const [a1, a2, a3] = [aFirst + aDepth, aFirst + 2 * aDepth, aFirst + 3 * aDepth];
    for (let n = 0; n < k; n++) {
      const x = b[b0 + n]!;
      const y = b[b1 + n]!;
      const w0 = a[aFirst + n]!;
      const w1 = a[a1 + n]!;
      const w2 = a[a2 + n]!;
      const w3 = a[a3 + n]!;
      s00 = (s00 + w0 * x) | 0;
      s10 = (s10 + w1 * x) | 0;
      s20 = (s20 + w2 * x) | 0;
      s30 = (s30 + w3 * x) | 0;
      s01 = (s01 + w0 * y) | 0;
      s11 = (s11 + w1 * y) | 0;
      s21 = (s21 + w2 * y) | 0;
      s31 = (s31 + w3 * y) | 0;
    }
    const first = to + j * count;
    const second = first + count;
    sums[first] = s00;
    sums[first + 1] = s10;
    sums[first + 2] = s20;
    sums[first + 3] = s30;
    sums[second] = s01;
    sums[second + 1] = s11;
    sums[second + 2] = s21;
    sums[second + 3] = s31;
  }
}
