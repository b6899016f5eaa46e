import { encodeRequantise } from '../../golden/machine/instructions.ts';
import type { MacFields } from '../../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../../golden/machine/machine-shape.ts';
import { forwardPass } from '../forward-pass.ts';
import type { Geometry } from '../geometry.ts';
import { inputGradientPass } from '../input-gradient-pass.ts';
import { Bench } from '../testing.ts';
import { weightGradientPass } from '../weight-gradient-pass.ts';

/** A 3 x 3 convolution, padded by 1, of square maps. */
export interface Layer {
  /** Pixels of a side of the ifmap. */
  readonly side: number;
  readonly stride: number;
  readonly channels: readonly [number, number];
}

/** Its three passes with their requantisation, operands in bank 0 and sums in bank 1. */
export function measurePasses(shape: MachineShape, { side, stride, channels }: Layer) {
  const bench = new Bench(shape, 1);
  const T = shape.lanes;
  const [inputBlocks, outputBlocks] = channels.map((count) => Math.ceil(count / T)) as [
    number,
    number,
  ];
  const outSide = Math.floor((side - 1) / stride) + 1;
  const geometry: Geometry = {
    inputBlocks,
    outputBlocks,
    input: [side, side],
    kernel: [3, 3],
    output: [outSide, outSide],
    strides: [stride, stride],
    pads: [1, 1],
    dilations: [1, 1],
  };
  const [map, outMap] = [side ** 2 * inputBlocks * T, outSide ** 2 * outputBlocks * T];
  const filter = 9 * inputBlocks * outputBlocks * T ** 2;
  const input = bench.place(bench.integers(map, 127));
  const weights = bench.place(bench.integers(filter, 127));
  // Cycles do not depend on values, so one tensor is the gradient and the shortcut's.
  const gradient = bench.placeWide(bench.integers(Math.max(map, outMap), 32_639));
  bench.toUpperBank();
  const [results, accumulators] = [bench.results(Math.max(map, outMap)), bench.results(filter)];
  const requantise = (wide: boolean, count: number) =>
    encodeRequantise({
      wide,
      from: results.register,
      to: results.register,
      blocks: count / T,
      source: results.index,
      target: 1000,
      plane: 1000,
    });
  const row = (
    pass: string,
    planes: number,
    macs: readonly MacFields[],
    requantisation: readonly Uint32Array[],
  ) => {
    const { counters } = bench.machine;
    const traffic = () => counters.reads.map((reads, bank) => reads + counters.writes[bank]!);
    const [before, stalled] = [traffic(), counters.stalls];
    const cycles = bench.run([...macs, ...requantisation]);
    const banks = traffic().map((count, bank) => count - before[bank]!);
    const stalls = counters.stalls - stalled;
    const requantised = requantisation.length > 0 ? bench.run(requantisation) : 0;
    const sum = (of: (fields: MacFields) => number) =>
      macs.reduce((total, fields) => total + of(fields), 0);
    const tiles = ({ columns }: MacFields) => Math.ceil(columns / T);
    const passes = (fields: MacFields) => tiles(fields) * (fields.groups ?? 1) * planes;
    const planesIf = (isWide = false) => (isWide ? 2 : 1);
    const mac = planes * 9 * outSide ** 2 * inputBlocks * outputBlocks;
    const array = sum((fields) => passes(fields) * fields.k);
    const leaving = sum(passes) * shape.unload;
    return {
      ...{ pass, mac, cycles, port: banks[0]! + banks[1]!, share: mac / cycles },
      /** Cycles beside those: columns that fill a tile up, sums that leave, stalls, all else of MACs, REQ. */
      lost: [
        array - mac,
        leaving,
        stalls,
        cycles - requantised - array - leaving - stalls,
        requantised,
      ],
      /** Cycles in which each memory is read or written: what could not be faster, were it alone. */
      memories: [
        ...banks,
        sum(({ aPlanes, groups = 1, k }) => planesIf(aPlanes) * groups * k),
        sum((fields) => tiles(fields) * planesIf(fields.bPlanes) * fields.k),
        sum((fields) => passes(fields) * T ** 2),
      ],
    };
  };
  return [
    row('forward', 1, forwardPass(shape, geometry, input, weights, results), [
      requantise(false, outMap),
    ]),
    row(
      'input gradient',
      2,
      inputGradientPass(shape, geometry, gradient, weights, results, {
        residual: gradient,
        mask: input,
      }),
      [requantise(true, map)],
    ),
    row(
      'weight gradient',
      2,
      weightGradientPass(shape, geometry, input, gradient, accumulators, { random: true }),
      [],
    ),
  ];
}
