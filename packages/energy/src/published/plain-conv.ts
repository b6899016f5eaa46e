import type { Workload } from '@picojoule/spec';

/** Sizes of a dense convolution without padding in the letters of the loop nest; 1 where absent. */
interface PlainConv {
  readonly N?: number;
  readonly M?: number;
  readonly C?: number;
  readonly E?: number;
  readonly F?: number;
  readonly R?: number;
  readonly S?: number;
  readonly stride?: number;
  readonly bits?: number;
  readonly density?: { readonly input: number; readonly output: number };
}

/** A layer as mappers take it: its ifmap is exactly what the filter touches. */
export function plainConv(
  layer: string,
  { N = 1, M = 1, C = 1, E = 1, F = 1, R = 1, S = 1, stride = 1, bits = 16, density }: PlainConv,
): Workload {
  return {
    layer,
    op: 'Conv',
    pass: 'forward',
    kind: 'conv',
    batch: N,
    inputChannels: C,
    outputChannels: M,
    groups: 1,
    input: [(E - 1) * stride + R, (F - 1) * stride + S],
    kernel: [R, S],
    output: [E, F],
    strides: [stride, stride],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    bits: { input: bits, weight: bits, output: bits },
    density: { weight: 1, ...(density ?? { input: 1, output: 1 }) },
    macs: N * M * C * E * F * R * S,
  };
}
