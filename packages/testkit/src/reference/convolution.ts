import type { ConvAttributes } from '@picojoule/spec';

export type Shape = readonly number[];

/** Products of one kernel: those formed and those of two non-zero operands. */
export interface Products {
  executed: number;
  effectual: number;
}

export function convolutionShape(x: Shape, filter: Shape, attributes: ConvAttributes): number[] {
  const { pads, strides, dilations } = attributes;
  const along = (axis: 0 | 1) => {
    const span = (filter[axis + 2]! - 1) * dilations[axis] + 1;
    return Math.floor((x[axis + 2]! + pads[axis] + pads[axis + 2]! - span) / strides[axis]) + 1;
  };
  return [x[0]!, filter[0]!, along(0), along(1)];
}

/**
 * Visits every product of a convolution by its definition: positions in x, filter and output. Taps in
 * the padding are left out.
 */
export function forEachTap(
  x: Shape,
  filter: Shape,
  output: Shape,
  { pads, strides, dilations, group }: ConvAttributes,
  visit: (x: number, filter: number, output: number) => void,
): void {
  const [, C, H, W] = x as [number, number, number, number];
  const [M, perGroup, R, S] = filter as [number, number, number, number];
  const [N, , P, Q] = output as [number, number, number, number];
  for (let n = 0; n < N; n++) {
    for (let m = 0; m < M; m++) {
      const first = Math.floor((m * group) / M) * perGroup;
      for (let p = 0; p < P; p++) {
        for (let q = 0; q < Q; q++) {
          const out = ((n * M + m) * P + p) * Q + q;
          for (let c = 0; c < perGroup; c++) {
            for (let r = 0; r < R; r++) {
              const h = p * strides[0] + r * dilations[0] - pads[0];
              if (h < 0 || h >= H) continue;
              for (let s = 0; s < S; s++) {
                const w = q * strides[1] + s * dilations[1] - pads[1];
                if (w < 0 || w >= W) continue;
                visit(
                  ((n * C + first + c) * H + h) * W + w,
                  ((m * perGroup + c) * R + r) * S + s,
                  out,
                );
              }
            }
          }
        }
      }
    }
  }
}
