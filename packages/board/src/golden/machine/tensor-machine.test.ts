import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bench } from '../../compiler/testing.ts';
import { weightGradientPass } from '../../compiler/weight-gradient-pass.ts';
import { counterNames } from './counters.ts';
import {
  encodeEnd,
  encodeExponent,
  encodeJump,
  encodeMark,
  encodeRequantise,
  encodeSeed,
  encodeUpdate,
} from './instructions.ts';
import { up5k } from './machine-shape.ts';
import { type Mark, TensorMachine } from './tensor-machine.ts';

const int32 = fc.integer({ min: -2_147_483_647, max: 2_147_483_647 });
/** Integers of every magnitude. */
const spreadInt32 = fc.tuple(int32, fc.nat(30)).map(([v, s]) => v >> s);
const blocks = fc.array(fc.tuple(spreadInt32, spreadInt32, spreadInt32, spreadInt32), {
  minLength: 1,
  maxLength: 8,
});

/** The generator by its definition, in integers of any size. */
function* generator(state: number) {
  let x = BigInt(state >>> 0) | 1n;
  for (;;) {
    const turned = (x >> 7n) | BigInt.asUintN(32, x << 25n);
    x = turned ^ BigInt.asUintN(21, x >> 10n);
    yield BigInt.asUintN(8, x);
  }
}
/** Rounds v / 2^s as numerics.md says, without 32-bit arithmetic. */
function rounding(random: boolean, seed: number) {
  const numbers = generator(seed);
  return (v: number, s: number): number => {
    const r = random ? (numbers.next().value as bigint) : 0n;
    if (s === 0) return v;
    const added = random ? ((2n * r + 1n) << BigInt(s)) >> 9n : 1n << BigInt(s - 1);
    return Number((BigInt(v) + added) >> BigInt(s));
  };
}
const clamp = (v: number, limit: number) => Math.max(-limit, Math.min(limit, v));
const planes = (machine: TensorMachine, high: number, low: number, count: number) =>
  Array.from({ length: count }, (_, i) => {
    const { signed } = machine.memory;
    return 256 * signed[4 * high + i]! + signed[4 * low + i]!;
  });

test('requantisation: the least shift with which all fit, rounding, ReLU, two planes', () => {
  const flags = fc.record({ wide: fc.boolean(), random: fc.boolean(), relu: fc.boolean() });
  fc.assert(
    fc.property(blocks, flags, fc.integer(), (rows, { wide, random, relu }, seed) => {
      const values = Int32Array.from(rows.flat());
      const bench = new Bench(up5k, 1);
      const source = bench.results(values.length);
      bench.machine.memory.integers.set(values, source.index);
      const m = values.reduce((bits, v) => bits | (v < 0 ? -v - 1 : v), 0);
      const [target, plane] = [1000, 500];
      const b = 32 - Math.clz32(m);
      bench.machine.registers.bits[7] = b;
      bench.machine.registers.e[7] = -9;
      const cycles = bench.run([
        encodeSeed(seed),
        encodeRequantise({
          wide,
          random,
          relu,
          from: 7,
          to: 8,
          blocks: rows.length,
          source: source.index,
          target,
          plane,
        }),
      ]);
      const [bits, limit] = wide ? [15, 32_639] : [7, 127];
      let s = 0;
      while (values.some((v) => Math.floor(v / 2 ** s) < -(2 ** bits) || v / 2 ** s >= 2 ** bits))
        s++;
      const round = rounding(random, seed);
      const expected = Array.from(values, (v) => {
        const value = round(v, s);
        return relu && value < 0 ? 0 : clamp(value, limit);
      });
      const found = wide
        ? planes(bench.machine, target, target + plane, values.length)
        : Array.from(bench.machine.memory.signed.slice(4 * target, 4 * target + values.length));
      expect(found).toEqual(expected);
      expect(bench.machine.registers.e[8]).toBe(-9 + s);
      expect(bench.machine.registers.bits[8]).toBe(b);
      expect(cycles).toBe(4 + 7 + (rows.length === 0 ? 0 : rows.length * (wide ? 7 : 5) + 5) + 40);
    }),
  );
});

test('update: decay, momentum, masks, signs', () => {
  const rule = fc.record({
    sign: fc.boolean(),
    random: fc.boolean(),
    masked: fc.boolean(),
    decay: fc.integer({ min: 0, max: 20 }),
    momentum: fc.integer({ min: 0, max: 6 }),
    step: fc.nat(5000),
  });
  fc.assert(
    fc.property(blocks, rule, fc.nat(), (rows, how, seed) => {
      const values = Int32Array.from(rows.flat());
      const bench = new Bench(up5k, seed);
      const accumulators = bench.results(values.length);
      bench.machine.memory.integers.set(values, accumulators.index);
      const weights = bench.integers(values.length, 32_639).map((w, i) => (i % 3 === 0 ? 0 : w));
      const { base: master, plane } = bench.placeWide(weights);
      const cycles = bench.run([
        encodeSeed(seed),
        encodeUpdate({
          ...how,
          blocks: rows.length,
          accumulators: accumulators.index,
          master,
          plane,
        }),
      ]);
      const random = rounding(how.random, seed);
      const nearest = rounding(false, 0);
      const expected = Array.from(values, (before, i) => {
        const w = weights[i]!;
        const decay = how.decay > 0 ? nearest(w * 256, how.decay) : 0;
        const v = Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, before + decay));
        const u = how.sign ? Math.sign(v) * how.step : random(v, 8);
        let moved = clamp(w - u, 32_639);
        if (how.masked) moved = w === 0 ? 0 : moved || 1;
        const kept = how.sign || how.momentum === 0 ? 0 : v - nearest(v, how.momentum);
        return { moved, kept };
      });
      expect(planes(bench.machine, master, master + plane, values.length)).toEqual(
        expected.map(({ moved }) => moved),
      );
      expect([...bench.read(accumulators, values.length)]).toEqual(
        expected.map(({ kept }) => kept),
      );
      expect(cycles).toBe(4 + 7 + rows.length * 42 + 7);
    }),
  );
});

describe('predicted signs', () => {
  const geometry = {
    inputBlocks: 2,
    outputBlocks: 2,
    input: [6, 6],
    kernel: [3, 3],
    output: [6, 6],
    strides: [1, 1],
    pads: [1, 1],
    dilations: [1, 1],
  } as const;
  const SHIFT = 6;

  /** Runs the same weight gradient at a threshold; none: exactly. */
  function gradientAt(threshold?: number) {
    const bench = new Bench(up5k, 3);
    const [ifmap, ofmap, filter] = [36 * 8, 36 * 8, 9 * 8 * 8];
    const input = bench.place(bench.integers(ifmap, 127).map((v) => Math.max(0, v)));
    const gradient = bench.placeWide(bench.integers(ofmap, 32_639));
    const accumulators = bench.results(filter);
    bench.machine.registers.e[accumulators.register] =
      bench.exponent(input) + bench.exponent(gradient) + SHIFT;
    const rule = { random: false, ...(threshold === undefined ? {} : { threshold }) };
    const cycles = bench.run(
      weightGradientPass(up5k, geometry, input, gradient, accumulators, rule),
    );
    const { counters, registers } = bench.machine;
    const values = bench.read(accumulators, filter);
    return { values, cycles, counters, most: registers.bits[accumulators.register]! };
  }

  test('a tile whose predictions are all large keeps them, others are exact', () => {
    const exact = gradientAt();
    const all = gradientAt(1);
    // All tiles decided: what is found is the predictor's, all of it without the low products.
    const predicted = all.values;
    const tiles = 36;
    // One weight in twenty is below it, so that some tiles of 16 have none.
    const threshold = Math.abs(predicted.toSorted((a, b) => Math.abs(a) - Math.abs(b))[28]!);
    const some = gradientAt(threshold);
    let decided = 0;
    let sure = 0;
    for (let g = 0; g < 2; g++) {
      for (let column = 0; column < 72; column += 4) {
        const at = [0, 1, 2, 3].flatMap((i) =>
          [0, 1, 2, 3].map((j) => (4 * g + i) * 72 + column + j),
        );
        const hits = at.filter((n) => Math.abs(predicted[n]!) >= threshold).length;
        sure += hits;
        if (hits === 16) decided++;
        for (const n of at) {
          expect(some.values[n]).toBe((hits === 16 ? predicted : exact.values)[n]);
        }
      }
    }
    expect(all.counters.groupsDecided).toBe(tiles);
    expect(all.counters.lowProducts).toBe(0);
    expect(decided).toBeGreaterThan(0);
    expect(decided).toBeLessThan(tiles);
    expect(some.counters).toMatchObject({
      groupsDecided: decided,
      weightsDecided: sure,
      highProducts: tiles * 16 * 36,
      lowProducts: (tiles - decided) * 16 * 36,
    });
    // The significant bits that the next step's threshold comes from.
    const magnitudes = predicted.reduce((m, v) => m | Math.abs(v), 0);
    expect(some.most).toBe(32 - Math.clz32(magnitudes));
  });
});

describe('programs', () => {
  const run = (...parts: readonly Uint32Array[]) => {
    const marks: Mark[] = [];
    const machine = new TensorMachine(up5k, (mark) => marks.push(mark));
    machine.memory.integers.set(parts.flatMap((part) => [...part]));
    return { machine, marks, end: machine.run(0) };
  };

  test('a jump passes over instructions; a mark adds what was counted since the one before', () => {
    const { machine, marks, end } = run(
      encodeJump(5),
      encodeExponent(3, 77),
      encodeMark(9, 100),
      encodeSeed(1),
      encodeMark(8, 100),
      encodeEnd(),
    );
    expect(end).toEqual({ instructions: 5 });
    expect(machine.registers.e[3]).toBe(0);
    // A jump, and a seed: 2 + 2; a mark: 2 + 2 + 12 + 48.
    expect(marks).toEqual([
      { id: 9, cycle: 4 },
      { id: 8, cycle: 72 },
    ]);
    const row = (name: (typeof counterNames)[number]) =>
      machine.memory.integers[101 + counterNames.indexOf(name)];
    expect(machine.memory.integers[100]).toBe(2);
    expect(row('cycles')).toBe(72);
    expect(row('reads0')).toBe(2 + 2);
    expect(row('writes0')).toBe(0);
    expect(machine.counters.cycles).toBe(72 + 64 + 3);
  });

  test('an unknown opcode, and a MAC beyond its limits, end the program there', () => {
    expect(run(encodeJump(2), Uint32Array.of(0x1ff)).end).toEqual({ instructions: 2, illegal: 2 });
  });
});
