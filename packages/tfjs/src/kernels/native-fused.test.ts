import { createRandom } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { findNativeBinding } from '../setup/find.ts';
import { nativeKernels } from '../tfjs-native.ts';
import type { Handle } from './handle.ts';
import type { Kernels } from './kernels.ts';

const found = findNativeBinding();
const k = found === undefined ? undefined : await nativeKernels();
const hasFused = k?.fused !== undefined;
if (!hasFused) console.log('skipped: no binding with our kernels is set up (pj setup native)');

const EPSILON = 1e-5;
const random = createRandom(7, 'fused');

function normal(k: Kernels, shape: readonly number[], mean = 0): Handle {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: size }, () => random.normal() + mean);
  return k.own(k.upload(values, shape));
}

function differ(k: Kernels, actual: Handle, expected: Handle): number {
  const [a, b] = [actual, expected].map((handle) => Float32Array.from(k.download(handle)));
  let [off, scale] = [0, 0];
  for (const [i, value] of b!.entries()) {
    off = Math.max(off, Math.abs(a![i]! - value));
    scale = Math.max(scale, Math.abs(value));
  }
  return off / scale;
}

const ranges = {
  nothing: { floor: Number.NEGATIVE_INFINITY, ceiling: Number.POSITIVE_INFINITY },
  relu: { floor: 0, ceiling: Number.POSITIVE_INFINITY },
  relu6: { floor: 0, ceiling: 0.6 },
};

describe.skipIf(!hasFused)('fused kernels', () => {
  // Odd rows and channels, few rows, and a mean that dwarfs the variance.
  const cases = [
    { shape: [8, 9, 7, 16], mean: 0 },
    { shape: [3, 5, 5, 19], mean: 40 },
    { shape: [1, 2, 3, 3], mean: 0 },
    { shape: [64, 8, 8, 64], mean: 1 },
  ];
  for (const { shape, mean } of cases) {
    for (const [name, range] of Object.entries(ranges)) {
      test(`norm of [${shape}] with ${name} equals TensorFlow's single kernels`, () => {
        const K = k!;
        const channels = [shape.at(-1)!];
        const [x, g] = [normal(K, shape, mean), normal(K, shape)];
        const [scale, bias] = [normal(K, channels), normal(K, channels)];
        K.scope(() => {
          const alone = K.batchNorm(x, scale, bias, EPSILON);
          const raised = K.binary('maximum', alone.y, K.scalar(range.floor));
          const cut = K.binary('minimum', raised, K.scalar(range.ceiling));
          const parameters = { scale, bias, mean: bias, variance: scale };
          const rates = { epsilon: EPSILON, momentum: 0.9 };
          const { y, statistics, running } = K.fused!.norm(x, parameters, rates, range);
          for (const [part, old] of [
            ['mean', bias],
            ['variance', scale],
          ] as const) {
            const kept = K.binary('mul', old, K.scalar(0.9));
            const entering = K.binary('mul', statistics[part], K.scalar(1 - 0.9));
            expect(differ(K, running[part], K.binary('add', kept, entering))).toBeLessThan(1e-6);
          }
          expect(differ(K, y, cut)).toBeLessThan(1e-4);
          expect(differ(K, statistics.mean, alone.statistics.mean)).toBeLessThan(1e-5);
          expect(differ(K, statistics.variance, alone.statistics.variance)).toBeLessThan(1e-4);

          const through = K.binary(
            'mul',
            K.compare('greater', alone.y, K.scalar(range.floor)),
            K.compare('greater', K.scalar(range.ceiling), alone.y),
          );
          const masked = K.binary('mul', g, through);
          const slow = K.batchNormGradient(masked, x, scale, alone.statistics, EPSILON);
          const affine = { scale, bias };
          const fast = K.fused!.normGradient(g, x, affine, alone.statistics, EPSILON, range);
          for (const part of ['x', 'scale', 'bias'] as const) {
            expect(differ(K, fast[part], slow[part]), part).toBeLessThan(2e-4);
          }
        });
        for (const handle of [x, g, scale, bias]) K.disown(handle);
      });
    }
  }

  test('sum and rectifier', () => {
    const K = k!;
    const [a, b] = [normal(K, [5, 3, 7]), normal(K, [5, 3, 7])];
    K.scope(() => {
      const expected = K.unary('relu', K.binary('add', a, b));
      const { y, means } = K.fused!.addRelu(a, b, false);
      expect(K.download(y)).toEqual(K.download(expected));
      expect(means).toBeUndefined();
    });
    for (const handle of [a, b]) K.disown(handle);
  });

  test('sum of several', () => {
    const K = k!;
    const terms = Array.from({ length: 11 }, () => normal(K, [5, 3]));
    K.scope(() => {
      const expected = terms.reduce((sum, term) => K.binary('add', sum, term));
      expect(differ(K, K.fused!.sum(terms), expected)).toBeLessThan(1e-6);
    });
    for (const handle of terms) K.disown(handle);
  });

  for (const rectified of [false, true]) {
    test(`rows added${rectified ? ' and rectified' : ''}, to the bit`, () => {
      const K = k!;
      const [x, rows] = [normal(K, [5, 3, 7]), normal(K, [2, 3, 7])];
      const expected = Float32Array.from(K.download(x));
      for (const [row, at] of [3, 1].entries()) {
        const added = K.download(rows).slice(row * 21, (row + 1) * 21);
        for (const [i, value] of added.entries()) expected[at * 21 + i]! += value;
      }
      K.scope(() => {
        const y = K.download(K.addRows(x, rows, Int32Array.of(3, 1), rectified));
        expect(y).toEqual(rectified ? expected.map((value) => Math.max(value, 0)) : expected);
      });
      for (const handle of [x, rows]) K.disown(handle);
    });
  }

  test('rows taken, to the bit, one of them twice', () => {
    const K = k!;
    const x = normal(K, [5, 3, 7]);
    K.scope(() => {
      const taken = K.gather(x, Int32Array.of(4, 0, 4), 0);
      const values = Float32Array.from(K.download(x));
      expect(taken.shape).toEqual([3, 3, 7]);
      expect([...K.download(taken)]).toEqual(
        [4, 0, 4].flatMap((row) => [...values.slice(row * 21, (row + 1) * 21)]),
      );
    });
    K.disown(x);
  });

  // One tile of pixels, several, and channels that fill no vector.
  for (const shape of [
    [3, 5, 4, 16],
    [2, 17, 19, 5],
    [9, 1, 1, 33],
  ]) {
    test(`means of maps, and rows taken with their dots, [${shape}]`, () => {
      const K = k!;
      const [a, b] = [normal(K, shape, 3), normal(K, shape)];
      K.scope(() => {
        expect(differ(K, K.fused!.mapMeans(a), K.reduce('mean', a, [1, 2], true))).toBeLessThan(
          1e-6,
        );
        const positions = Int32Array.of(shape[0]! - 1, 0);
        const more = K.slice(b, [0, 0, 0, 0], [2, ...shape.slice(1)]);
        for (const rectified of [false, true]) {
          const options = { rectified, wantsMeans: true };
          const { y, means } = K.fused!.addRows(a, more, positions, options);
          expect(K.download(y)).toEqual(K.download(K.addRows(a, more, positions, rectified)));
          expect(differ(K, means!, K.reduce('mean', y, [1, 2], true))).toBeLessThan(1e-6);
        }
        const { y, means } = K.fused!.addRelu(a, b, true);
        expect(K.download(y)).toEqual(K.download(K.fused!.addRelu(a, b, false).y));
        expect(differ(K, means!, K.reduce('mean', y, [1, 2], true))).toBeLessThan(1e-6);

        const expected = K.gather(a, positions, 0);
        const others = K.slice(b, [0, 0, 0, 0], expected.shape);
        const { rows, dots } = K.fused!.takeDotted(a, positions, others);
        expect(K.download(rows)).toEqual(K.download(expected));
        const products = K.reduce('sum', K.binary('mul', expected, others), [1, 2, 3], false);
        expect(differ(K, dots, products)).toBeLessThan(1e-5);
      });
      for (const handle of [a, b]) K.disown(handle);
    });

    const parts = ['map', 'rows', 'all', 'mean', 'output'] as const;
    const sums: (typeof parts)[number][][] = [
      ['map', 'all'],
      ['map', 'rows', 'mean', 'output'],
      ['map', 'mean'],
      ['mean', 'output'],
      ['map', 'output'],
    ];
    test.each(sums)(`gradients of [${shape}] summed: %s %s %s %s`, (...present) => {
      const K = k!;
      const [n, h, w, c] = shape as [number, number, number, number];
      const has = (part: (typeof parts)[number]) => present.includes(part);
      const [map, output, all] = [normal(K, shape), normal(K, shape), normal(K, shape)];
      const [rows, mean] = [normal(K, [2, h, w, c]), normal(K, [n, 1, 1, c])];
      const positions = Int32Array.of(n - 1, 0);
      K.scope(() => {
        let expected = has('map') ? map : K.binary('mul', map, K.scalar(0));
        if (has('all')) expected = K.binary('add', expected, all);
        if (has('rows')) expected = K.addRows(expected, rows, positions);
        if (has('mean')) {
          const share = K.binary('mul', mean, K.scalar(1 / (h * w)));
          expected = K.binary('add', expected, share);
        }
        if (has('output')) expected = K.reluGradient(expected, output);
        const sum = K.fused!.sumGradients({
          ...(has('map') && { map }),
          ...(has('all') && { rows: all }),
          ...(has('rows') && { rows, positions }),
          ...(has('mean') && { mean }),
          ...(has('output') && { output }),
        });
        // What is cut may be 0 or -0.
        const [a, b] = [sum, expected].map((one) => K.download(one).map((value) => value + 0));
        expect(a).toEqual(b);
      });
      for (const handle of [map, output, all, rows, mean]) K.disown(handle);
    });
  }

  for (const nesterov of [false, true]) {
    test(`update ${nesterov ? 'with' : 'without'} Nesterov's look ahead, to the bit`, () => {
      const K = k!;
      const shapes = [[3, 3, 4, 5], [7], [129]];
      const all = shapes.map((shape) => ({
        weight: normal(K, shape),
        velocity: normal(K, shape),
        gradient: normal(K, shape),
      }));
      K.scope(() => {
        const rate = K.scalar(0.05);
        const rule = { momentum: 0.9, decay: 5e-4, nesterov };
        const updated = K.updateAll!(all, rule, rate);
        for (const [i, { weight, velocity, gradient }] of all.entries()) {
          const decayed = K.binary('add', gradient, K.binary('mul', weight, K.scalar(5e-4)));
          const v = K.binary('add', K.binary('mul', velocity, K.scalar(0.9)), decayed);
          const ahead = K.binary('add', decayed, K.binary('mul', v, K.scalar(0.9)));
          const w = K.binary('sub', weight, K.binary('mul', nesterov ? ahead : v, rate));
          expect(K.download(updated[i]!.velocity)).toEqual(K.download(v));
          expect(K.download(updated[i]!.weight)).toEqual(K.download(w));
        }
      });
      for (const handle of all.flatMap((one) => Object.values(one))) K.disown(handle);
    });
  }
});
