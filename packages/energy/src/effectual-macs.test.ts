import { workloadsOf } from '@picojoule/graph';
import type { Pads, Pair, Workload } from '@picojoule/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { denseMacs, effectualMacs, insideShare } from './effectual-macs.ts';
import { stridedAndTransposed } from './testing.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

/** Products of one row of a convolution with stored values, counted one by one. */
function insidePairs(
  size: number,
  taps: number,
  outputs: number,
  stride: number,
  dilation: number,
  pad: number,
  stretch = 1,
): number {
  let count = 0;
  for (let output = 0; output < outputs; output++) {
    for (let tap = 0; tap < taps; tap++) {
      const position = output * stride + tap * dilation - pad;
      const stored = position % stretch === 0 && position >= 0 && position <= (size - 1) * stretch;
      if (stored) count++;
    }
  }
  return count;
}

const layer = (
  input: Pair,
  kernel: Pair,
  output: Pair,
  strides: Pair,
  pads: Pads,
  dilations: Pair,
  macs: number,
): Workload => ({
  layer: 'conv',
  op: 'Conv',
  pass: 'forward',
  kind: 'conv',
  batch: 1,
  inputChannels: 1,
  outputChannels: 1,
  groups: 1,
  input,
  kernel,
  output,
  strides,
  pads,
  dilations,
  bits: { input: 16, weight: 16, output: 16 },
  density: { input: 0.5, weight: 0.25, output: 1 },
  macs,
});

const small = (max: number) => fc.integer({ min: 1, max });

test('the share of MACs inside the map is that of counting them', () => {
  const sizes = fc.tuple(small(9), small(4), small(3), small(3), fc.nat(3), fc.nat(3));
  fc.assert(
    fc.property(sizes, ([size, taps, stride, dilation, before, after]) => {
      const outputs = Math.floor((size + before + after - (taps - 1) * dilation - 1) / stride) + 1;
      fc.pre(outputs > 0);
      const macs = (outputs * taps) ** 2;
      const workload = layer(
        [size, size],
        [taps, taps],
        [outputs, outputs],
        [stride, stride],
        [before, before, after, after],
        [dilation, dilation],
        macs,
      );
      const pairs = insidePairs(size, taps, outputs, stride, dilation, before) ** 2;
      expect(insideShare(workload)).toBeCloseTo(pairs / macs, 12);
      expect(effectualMacs(workload)).toBeCloseTo(pairs / 8, 9);
    }),
  );
});

test('of a transposed convolution, inserted zeros and what the output cuts off are left out', () => {
  const sizes = fc.tuple(fc.integer({ min: 2, max: 7 }), small(4), small(3), fc.nat(3));
  fc.assert(
    fc.property(sizes, ([size, taps, stride, cut]) => {
      const pad = taps - 1 - Math.min(cut, taps - 1);
      const outputs = (size - 1) * stride + 1 + 2 * pad - (taps - 1);
      fc.pre(outputs > 0);
      const macs = (size * taps) ** 2;
      const workload = layer(
        [size, size],
        [taps, taps],
        [outputs, outputs],
        [1, 1],
        [pad, pad, pad, pad],
        [1, 1],
        macs,
      );
      const pairs = insidePairs(size, taps, outputs, 1, 1, pad, stride) ** 2;
      const dense = stride === 1 ? (outputs * taps) ** 2 : macs;
      expect(insideShare(workload)).toBeCloseTo(pairs / dense, 12);
    }),
  );
});

test('dense MACs are those that a network states for its passes, transposed and strided layers too', () => {
  const passes = ['forward', 'input-gradient', 'weight-gradient'] as const;
  const workloads = workloadsOf(stridedAndTransposed, { batch: 3, passes });
  const withMacs = workloads.filter(({ kind }) => kind !== 'data');
  expect(withMacs.length).toBeGreaterThan(4);
  for (const workload of withMacs) expect(denseMacs(workload)).toBe(workload.macs);
});
