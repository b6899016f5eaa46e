import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeRequantise } from '../golden/machine/instructions.ts';
import type { MacFields } from '../golden/machine/mac-instruction.ts';
import { ecp5, type MachineShape, up5k } from '../golden/machine/machine-shape.ts';
import { forwardPass } from './forward-pass.ts';
import type { Geometry } from './geometry.ts';
import { inputGradientPass } from './input-gradient-pass.ts';
import { Bench } from './testing.ts';
import { weightGradientPass } from './weight-gradient-pass.ts';

/** 3 x 3, 16 channels, stride 1, on 14 x 14 pixels: its three passes with their requantisation. */
function measure(shape: MachineShape) {
  const bench = new Bench(shape, 1);
  const T = shape.lanes;
  const blocks = 16 / T;
  const geometry: Geometry = {
    inputBlocks: blocks,
    outputBlocks: blocks,
    input: [14, 14],
    kernel: [3, 3],
    output: [14, 14],
    strides: [1, 1],
    pads: [1, 1],
    dilations: [1, 1],
  };
  const [map, filter] = [196 * 16, 16 * 16 * 9];
  const input = bench.place(bench.integers(map, 127));
  const weights = bench.place(bench.integers(filter, 127));
  const [gradient, shortcut] = [0, 1].map(() => bench.placeWide(bench.integers(map, 32_639)));
  // Operands in bank 0, sums in bank 1.
  bench.toUpperBank();
  const [results, accumulators] = [bench.results(map), bench.results(filter)];
  const requantise = (wide: boolean) =>
    encodeRequantise({
      wide,
      from: results.register,
      to: results.register,
      blocks: map / T,
      source: results.index,
      target: 1000,
      plane: 1000,
    });
  const epilogue = { residual: shortcut!, mask: input };
  const row = (
    pass: string,
    products: number,
    instructions: readonly (MacFields | Uint32Array)[],
  ) => {
    const { counters } = bench.machine;
    const traffic = () => counters.reads.map((reads, bank) => reads + counters.writes[bank]!);
    const before = traffic();
    const cycles = bench.run(instructions);
    const mac = products / T ** 2;
    const banks = traffic().map((count, bank) => count - before[bank]!);
    const macs = instructions.filter((one) => !(one instanceof Uint32Array));
    const sum = (of: (fields: MacFields) => number) =>
      macs.reduce((total, fields) => total + of(fields as MacFields), 0);
    const tiles = ({ columns }: MacFields) => Math.ceil(columns / T);
    const planes = (isWide = false) => (isWide ? 2 : 1);
    return {
      ...{ pass, mac, cycles, port: banks[0]! + banks[1]!, share: mac / cycles },
      // Cycles in which each memory is read or written: what could not be faster, were it alone.
      memories: [
        ...banks,
        sum(({ aPlanes, groups = 1, k }) => planes(aPlanes) * groups * k),
        sum((fields) => tiles(fields) * planes(fields.bPlanes) * fields.k),
        sum(
          (fields) =>
            tiles(fields) *
            (fields.groups ?? 1) *
            planes(fields.aPlanes || fields.bPlanes) *
            T ** 2,
        ),
      ],
    };
  };
  const macs = 196 * 16 * 144;
  return [
    row('forward', macs, [
      ...forwardPass(shape, geometry, input, weights, results),
      requantise(false),
    ]),
    row('input gradient', 2 * macs, [
      ...inputGradientPass(shape, geometry, gradient!, weights, results, epilogue),
      requantise(true),
    ]),
    row(
      'weight gradient',
      2 * macs,
      weightGradientPass(shape, geometry, input, gradient!, accumulators, { random: true }),
    ),
  ];
}

const document = readFileSync(new URL('../../../../hardware/doc/isa.md', import.meta.url), 'utf8');

test.for([
  ['UP5K', up5k, 0.75, 0.6],
  ['ECP5', ecp5, 0.8, 0.8],
] as const)(
  '%s: the table of isa.md, and the shares that the array must work',
  ([name, shape, ...least]) => {
    for (const { pass, mac, cycles, port, share, memories } of measure(shape)) {
      const percent = `${(100 * share).toFixed(1)} %`;
      expect(document).toContain(
        `| ${name}, ${pass} | ${mac} | ${cycles} | ${port} | ${percent} |`,
      );
      const [low = 0, high = 0, ...lanes] = memories;
      const roof = Math.max(mac, low + high, ...lanes);
      const bound = `${((100 * mac) / roof).toFixed(1)} %`;
      expect(document).toContain(`| ${name}, ${pass} | ${[mac, ...memories, bound].join(' | ')} |`);
      expect(share).toBeGreaterThan(pass === 'forward' ? least[0] : least[1]);
    }
  },
);
