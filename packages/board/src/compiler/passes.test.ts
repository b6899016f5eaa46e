import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ecp5, type MachineShape, up5k } from '../golden/machine/machine-shape.ts';
import { aligned } from '../golden/machine/rounding.ts';
import { forwardPass } from './forward-pass.ts';
import type { Geometry } from './geometry.ts';
import { inputGradientPass } from './input-gradient-pass.ts';
import { averageGradientPass, averagePass, biasGradientPass } from './pooling-pass.ts';
import { Bench } from './testing.ts';
import { weightGradientPass } from './weight-gradient-pass.ts';

/** Convolutions of all kinds: strides, pads, dilations, kernels that are not square. */
const geometries = fc
  .record({
    inputBlocks: fc.integer({ min: 1, max: 3 }),
    outputBlocks: fc.integer({ min: 1, max: 3 }),
    input: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.constantFrom<readonly [number, number]>([1, 1], [2, 2], [1, 2], [3, 1]),
    pads: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    dilation: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ dilation, ...rest }): Geometry => {
    const strided = rest.strides[0] * rest.strides[1] > 1;
    const dilations = strided ? ([1, 1] as const) : ([dilation, dilation] as const);
    const size = (i: 0 | 1) =>
      Math.floor(
        (rest.input[i] + 2 * rest.pads[i] - dilations[i] * (rest.kernel[i] - 1) - 1) /
          rest.strides[i],
      ) + 1;
    return { ...rest, dilations, output: [size(0), size(1)] };
  })
  .filter(({ output }) => output[0] > 0 && output[1] > 0);

/** Calls back for every product of a convolution: pixels and channels of ifmap and ofmap, tap. */
function products(
  geometry: Geometry,
  T: number,
  each: (ifmap: number, filter: number, ofmap: number) => void,
) {
  const { input, output, kernel, strides, pads, dilations } = geometry;
  const [C, M] = [geometry.inputBlocks * T, geometry.outputBlocks * T];
  for (let oy = 0; oy < output[0]; oy++)
    for (let ox = 0; ox < output[1]; ox++)
      for (let r = 0; r < kernel[0]; r++)
        for (let s = 0; s < kernel[1]; s++) {
          const y = oy * strides[0] + r * dilations[0] - pads[0];
          const x = ox * strides[1] + s * dilations[1] - pads[1];
          if (y < 0 || y >= input[0] || x < 0 || x >= input[1]) continue;
          for (let m = 0; m < M; m++)
            for (let c = 0; c < C; c++)
              each(
                (y * input[1] + x) * C + c,
                ((m * kernel[0] + r) * kernel[1] + s) * C + c,
                (oy * output[1] + ox) * M + m,
              );
        }
}

const sizes = ({ inputBlocks, outputBlocks, input, output, kernel }: Geometry, T: number) => ({
  ifmap: input[0] * input[1] * inputBlocks * T,
  ofmap: output[0] * output[1] * outputBlocks * T,
  filter: kernel[0] * kernel[1] * inputBlocks * T * outputBlocks * T,
});

const boards: readonly (readonly [string, MachineShape])[] = [
  ['UP5K', up5k],
  ['ECP5', ecp5],
];

describe.for(boards)('%s against loops over all products', ([, shape]) => {
  const T = shape.lanes;
  const property = (check: (geometry: Geometry, bench: Bench) => void) =>
    fc.assert(
      fc.property(geometries, fc.nat(), (geometry, seed) =>
        check(geometry, new Bench(shape, seed)),
      ),
      { numRuns: 100 },
    );

  test('forward, with a residual of one plane and without', () => {
    property((geometry, bench) => {
      const size = sizes(geometry, T);
      const [x, w, s] = [size.ifmap, size.filter, size.ofmap].map((n) => bench.integers(n, 127));
      const [input, weights, shortcut] = [x!, w!, s!].map((values) => bench.place(values));
      const results = bench.results(size.ofmap);
      const expected = new Float64Array(size.ofmap);
      products(geometry, T, (i, f, o) => {
        expected[o]! += x![i]! * w![f]!;
      });
      bench.run(forwardPass(shape, geometry, input!, weights!, results));
      expect(bench.read(results, size.ofmap)).toEqual(Int32Array.from(expected));
      const e = bench.exponent(results);
      expect(e).toBe(bench.exponent(input!) + bench.exponent(weights!));
      bench.run(forwardPass(shape, geometry, input!, weights!, results, { residual: shortcut! }));
      const sums = expected.map((v, i) => v + aligned(s![i]!, bench.exponent(shortcut!), e));
      expect(bench.read(results, size.ofmap)).toEqual(Int32Array.from(sums));
      const magnitudes = sums.reduce((m, v) => m | (v < 0 ? -v - 1 : v), 0);
      expect(bench.machine.registers.bits[results.register]).toBe(32 - Math.clz32(magnitudes));
    });
  });

  test('a bias is a residual for all pixels', () => {
    property((geometry, bench) => {
      const size = sizes(geometry, T);
      const M = geometry.outputBlocks * T;
      const b = bench.integers(M, 32_639);
      const bias = { ...bench.placeWide(b), broadcast: true };
      const [input, weights] = [size.ifmap, size.filter].map((n) => bench.place(new Int32Array(n)));
      const results = bench.results(size.ofmap);
      bench.run(forwardPass(shape, geometry, input!, weights!, results, { residual: bias }));
      const e = bench.exponent(results);
      const expected = Int32Array.from({ length: size.ofmap }, (_, i) =>
        aligned(b[i % M]!, bench.exponent(bias), e),
      );
      expect(bench.read(results, size.ofmap)).toEqual(expected);
    });
  });

  test('input gradient of 16 bits, with the gradient of a shortcut and a ReLU mask', () => {
    property((geometry, bench) => {
      const size = sizes(geometry, T);
      const g = bench.integers(size.ofmap, 32_639);
      const w = bench.integers(size.filter, 127);
      const s = bench.integers(size.ifmap, 32_639);
      const y = bench.integers(size.ifmap, 127).map((v) => Math.max(0, v));
      const [gradient, shortcut] = [bench.placeWide(g), bench.placeWide(s)];
      const [weights, mask] = [bench.place(w), bench.place(y)];
      const results = bench.results(size.ifmap);
      const sums = new Float64Array(size.ifmap);
      products(geometry, T, (i, f, o) => {
        sums[i]! += g[o]! * w[f]!;
      });
      const epilogue = { residual: shortcut, mask };
      bench.run(inputGradientPass(shape, geometry, gradient, weights, results, epilogue));
      const e = bench.exponent(results);
      const expected = sums.map((v, i) =>
        y[i]! > 0 ? v + aligned(s[i]!, bench.exponent(shortcut), e) : 0,
      );
      expect(bench.read(results, size.ifmap)).toEqual(Int32Array.from(expected));
      const magnitudes = expected.reduce((m, v) => m | (v < 0 ? -v - 1 : v), 0);
      expect(bench.machine.registers.bits[results.register]).toBe(32 - Math.clz32(magnitudes));
    });
  });

  test('weight gradient, added to accumulators at their exponent', () => {
    property((geometry, bench) => {
      const size = sizes(geometry, T);
      const x = bench.integers(size.ifmap, 127);
      const g = bench.integers(size.ofmap, 32_639);
      const v = bench.integers(size.filter, 1_000_000);
      const [input, gradient] = [bench.place(x), bench.placeWide(g)];
      const accumulators = bench.results(size.filter);
      bench.machine.memory.integers.set(v, accumulators.index);
      const shift = bench.random.integer(6);
      bench.machine.registers.e[accumulators.register] =
        bench.exponent(input) + bench.exponent(gradient) + shift;
      const sums = new Float64Array(size.filter);
      products(geometry, T, (i, f, o) => {
        sums[f]! += x[i]! * g[o]!;
      });
      bench.run(
        weightGradientPass(shape, geometry, input, gradient, accumulators, { random: false }),
      );
      const expected = sums.map((sum, i) => v[i]! + Math.floor(sum / 2 ** shift + 0.5));
      expect(bench.read(accumulators, size.filter)).toEqual(Int32Array.from(expected));
    });
  });

  test('global average, its gradient and a bias gradient', () => {
    const cases = fc.tuple(
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(),
    );
    fc.assert(
      fc.property(cases, ([height, width, blocks, seed]) => {
        const bench = new Bench(shape, seed);
        const [pixels, C] = [height * width, blocks * T];
        const x = bench.integers(pixels * C, 127);
        const constant = { ...bench.place(new Int32Array(T).fill(77)), scale: 9 };
        const means = bench.results(C);
        const input = bench.place(x);
        bench.run(averagePass(shape, pixels, blocks, input, constant, means));
        const sums = (of: Int32Array) =>
          Int32Array.from({ length: C }, (_, c) =>
            of.reduce((sum, v, i) => (i % C === c ? sum + v : sum), 0),
          );
        expect(bench.read(means, C)).toEqual(sums(x).map((v) => v * 77));
        expect(bench.exponent(means)).toBe(bench.exponent(input) + bench.exponent(constant) - 9);
        const g = bench.integers(C, 32_639);
        const spread = bench.results(pixels * C);
        const gradient = bench.placeWide(g);
        bench.run(averageGradientPass(shape, pixels, blocks, gradient, constant, spread));
        expect(bench.read(spread, pixels * C)).toEqual(
          Int32Array.from({ length: pixels * C }, (_, i) => g[i % C]! * 77),
        );
        const b = bench.integers(pixels * C, 32_639);
        const [wide, one] = [bench.placeWide(b), bench.place(new Int32Array(T).fill(1))];
        const total = bench.results(C);
        bench.machine.registers.e[total.register] = bench.exponent(wide) + bench.exponent(one);
        const unit = { ...one, scale: 0 };
        bench.run(
          biasGradientPass(shape, [height, width], blocks, wide, unit, total, { random: false }),
        );
        expect(bench.read(total, C)).toEqual(sums(b));
      }),
      { numRuns: 60 },
    );
  });
});
