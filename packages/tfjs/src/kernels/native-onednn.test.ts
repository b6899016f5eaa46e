import { availableParallelism } from 'node:os';
import { createRandom, type Pads, type Pair } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { findNativeBinding } from '../setup/find.ts';
import { nativeBinding } from '../tfjs-native.ts';
import type { Handle } from './handle.ts';
import type { Kernels, Window } from './kernels.ts';
import { NativeKernels } from './native.ts';
import { NativeBf16Kernels } from './native-bf16.ts';

/** As in bindings without oneDNN of their own. */
class TensorFlowKernels extends NativeKernels {
  protected override readonly hasOneDnn = false;
}

class OwnKernels extends NativeKernels {
  get present(): boolean {
    return this.hasOneDnn;
  }
}

const binding = findNativeBinding() === undefined ? undefined : await nativeBinding(false);
const own = binding && new OwnKernels(binding);
if (!own?.present)
  console.log('skipped: no binding with oneDNN beside it is set up (pj setup native)');

interface Case {
  readonly map: readonly [n: number, h: number, w: number, c: number];
  readonly kernel: Pair;
  /** Channels of the result; for each channel of the map where it is depthwise. */
  readonly filters: number;
  readonly strides?: Pair;
  readonly pads?: Pads;
  readonly dilations?: Pair;
}

const dense: readonly Case[] = [
  { map: [2, 8, 8, 16], kernel: [3, 3], filters: 16, pads: [1, 1, 1, 1] },
  { map: [3, 9, 7, 5], kernel: [3, 2], filters: 7, pads: [0, 1, 2, 0] },
  { map: [2, 9, 9, 8], kernel: [3, 3], filters: 12, strides: [2, 2], pads: [1, 1, 1, 1] },
  { map: [1, 11, 8, 3], kernel: [5, 3], filters: 4, strides: [3, 2], pads: [2, 0, 1, 1] },
  { map: [4, 8, 8, 16], kernel: [1, 1], filters: 32, strides: [2, 2] },
  { map: [6, 6, 6, 3], kernel: [1, 1], filters: 4, strides: [2, 2] },
  { map: [6, 9, 7, 7], kernel: [1, 1], filters: 8, strides: [2, 3] },
  { map: [2, 10, 10, 4], kernel: [3, 3], filters: 6, pads: [2, 2, 2, 2], dilations: [2, 2] },
];
const depthwise: readonly Case[] = [
  { map: [2, 8, 8, 16], kernel: [3, 3], filters: 1, pads: [1, 1, 1, 1] },
  { map: [3, 9, 9, 6], kernel: [3, 3], filters: 2, strides: [2, 2], pads: [1, 1, 1, 1] },
];

const relu6 = { floor: 0, ceiling: 6 };
const random = createRandom(5, 'convolutions');

function normal(k: Kernels, shape: readonly number[]): Handle {
  const size = shape.reduce((a, b) => a * b, 1);
  return k.upload(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  );
}

/** The largest difference, as a share of the largest value. */
function differ(k: Kernels, actual: Handle, expected: Handle): number {
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = [actual, expected].map((handle) => Float32Array.from(k.download(handle)));
  const largest = Math.max(...b!.map(Math.abs));
  return Math.max(...b!.map((value, i) => Math.abs(a![i]! - value))) / largest;
}

const windowOf = ({ strides = [1, 1], pads = [0, 0, 0, 0], dilations = [1, 1] }: Case): Window => ({
  ...{ strides, pads, dilations },
});

describe.skipIf(!own?.present)("oneDNN's convolutions", () => {
  const theirs = new TensorFlowKernels(binding!);
  const low = new NativeBf16Kernels(binding!);

  test.each(dense)(
    'dense: $map by $kernel, $strides $pads $dilations, equal those of TensorFlow',
    (one) => {
      const window = windowOf(one);
      own!.scope(() => {
        const x = normal(own!, one.map);
        const filter = normal(own!, [...one.kernel, one.map[3], one.filters]);
        const bias = normal(own!, [one.filters]);
        const y = theirs.conv(x, filter, window);
        const g = normal(own!, y.shape);
        const range = { floor: 0, ceiling: 6 };
        const addend = normal(own!, y.shape);
        const cut = theirs.relu6(theirs.addBias(y, bias));
        const sum = theirs.relu6(theirs.binary('add', theirs.addBias(y, bias), addend));
        const toInput = theirs.convInputGradient(g, filter, x.shape, window);
        const toFilter = theirs.convFilterGradient(x, g, filter.shape, window);
        for (const [k, tolerance] of [
          [own!, 1e-5],
          [low, 2e-2],
        ] as const) {
          expect(differ(k, k.conv(x, filter, window), y)).toBeLessThan(tolerance);
          expect(differ(k, k.convBias(x, filter, bias, window, range), cut)).toBeLessThan(
            tolerance,
          );
          const added = k.convBias(x, filter, bias, window, range, addend);
          expect(differ(k, added, sum)).toBeLessThan(tolerance);
          expect(differ(k, k.convInputGradient(g, filter, x.shape, window), toInput)).toBeLessThan(
            tolerance,
          );
          expect(
            differ(k, k.convFilterGradient(x, g, filter.shape, window), toFilter),
          ).toBeLessThan(tolerance);
        }
      });
    },
  );

  test.each(depthwise)(
    'depthwise: $map by $kernel, $strides $pads, equal those of TensorFlow',
    (one) => {
      const window = windowOf(one);
      own!.scope(() => {
        const x = normal(own!, one.map);
        const filter = normal(own!, [...one.kernel, one.map[3], one.filters]);
        const bias = normal(own!, [one.map[3] * one.filters]);
        const y = theirs.depthwise(x, filter, window);
        const g = normal(own!, y.shape);
        const range = { floor: 0, ceiling: Number.POSITIVE_INFINITY };
        const cut = theirs.unary('relu', theirs.addBias(y, bias));
        const toInput = theirs.depthwiseInputGradient(g, filter, x.shape, window);
        const toFilter = theirs.depthwiseFilterGradient(x, g, filter.shape, window);
        for (const [k, tolerance] of [
          [own!, 1e-5],
          [low, 2e-2],
        ] as const) {
          expect(differ(k, k.depthwise(x, filter, window), y)).toBeLessThan(tolerance);
          expect(differ(k, k.depthwiseBias(x, filter, bias, window, range), cut)).toBeLessThan(
            tolerance,
          );
          expect(
            differ(k, k.depthwiseInputGradient(g, filter, x.shape, window), toInput),
          ).toBeLessThan(tolerance);
          expect(
            differ(k, k.depthwiseFilterGradient(x, g, filter.shape, window), toFilter),
          ).toBeLessThan(tolerance);
        }
      });
    },
  );

  test.each([1, 2, 7, 70])('a chain on %d images equals its links one by one', (images) => {
    const pads: Pads = [1, 1, 1, 1];
    const [plain, strided] = ([1, 2] as const).map(
      (stride): Window => ({ strides: [stride, stride], pads, dilations: [1, 1] }),
    ) as [Window, Window];
    const unpadded: Window = { ...plain, pads: [0, 0, 0, 0] };
    const relu = { floor: 0, ceiling: Number.POSITIVE_INFINITY };
    own!.scope(() => {
      const x = normal(own!, [images, 13, 13, 6]);
      const links = [
        { filter: normal(own!, [1, 1, 6, 40]), window: unpadded, depthwise: false, range: relu6 },
        { filter: normal(own!, [3, 3, 40, 1]), window: strided, depthwise: true, range: relu },
        { filter: normal(own!, [3, 3, 40, 5]), window: plain, depthwise: false },
      ].map((link, i) => ({ ...link, bias: normal(own!, [[40, 40, 5][i]!]) }));
      const addend = normal(own!, [images, 7, 7, 5]);
      const macs = own!.macs;
      const [chained, summed] = [own!.convChain!(x, links), own!.convChain!(x, links, addend)];
      const counted = (own!.macs - macs) / 2;
      const expected = links.reduce((read, { filter, bias, window, depthwise, range }) => {
        const y = depthwise
          ? theirs.depthwise(read, filter, window)
          : theirs.conv(read, filter, window);
        const biased = theirs.addBias(y, bias);
        if (range === undefined) return biased;
        return range === relu6 ? theirs.relu6(biased) : theirs.unary('relu', biased);
      }, x);
      expect(differ(own!, chained, expected)).toBeLessThan(1e-5);
      expect(differ(own!, summed, own!.binary('add', expected, addend))).toBeLessThan(1e-5);
      expect(counted).toBe(images * (169 * 6 * 40 + 49 * 9 * 40 + 49 * 9 * 40 * 5));
      const rounded = low.convChain!(x, links, addend);
      expect(differ(low, rounded, own!.binary('add', expected, addend))).toBeLessThan(3e-2);
      if (images < availableParallelism()) return;
      const wrong = normal(own!, [images, 7, 7, 4]);
      expect(() => own!.convChain!(x, links, wrong)).toThrow(/another shape/);
    });
  });

  test('no image gives an empty map and gradients of zero', () => {
    const window = windowOf(dense[0]!);
    own!.scope(() => {
      const x = normal(own!, [0, 8, 8, 16]);
      const filter = normal(own!, [3, 3, 16, 4]);
      const before = own!.macs;
      const y = own!.conv(x, filter, window);
      expect(y.shape).toEqual([0, 8, 8, 4]);
      expect(own!.convInputGradient(y, filter, x.shape, window).shape).toEqual(x.shape);
      const gradient = own!.download(own!.convFilterGradient(x, y, filter.shape, window));
      expect(new Set(gradient)).toEqual(new Set([0]));
      expect(own!.macs).toBe(before);
    });
  });

  test('a window that does not fit is refused, and the next launch works', () => {
    const window = windowOf(dense[0]!);
    own!.scope(() => {
      const x = normal(own!, [1, 4, 4, 2]);
      expect(() => own!.conv(x, normal(own!, [3, 3, 5, 4]), window)).toThrow(/could not/);
      const filter = normal(own!, [3, 3, 2, 4]);
      const [bias, addend] = [normal(own!, [4]), normal(own!, [1, 4, 4, 2])];
      const all = { floor: Number.NEGATIVE_INFINITY, ceiling: Number.POSITIVE_INFINITY };
      expect(() => own!.convBias(x, filter, bias, window, all, addend)).toThrow(/another shape/);
      expect(own!.conv(x, filter, window).shape).toEqual([1, 4, 4, 4]);
    });
  });
});
