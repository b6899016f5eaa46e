import { totalMacs, train } from '@picojoule/core';
import * as v from 'valibot';
import { type Bench, once } from '../../main-job/bench.ts';
import type { Arm, Saver } from './arm.ts';
import { energyOf } from './energy-of.ts';

/** What an arm executed and took between two steps of its schedule; energy is modelled. */
const interval = v.object({
  key: v.string(),
  round: v.number(),
  seconds: v.number(),
  macs: v.number(),
  energy: v.number(),
});
export type Interval = v.InferOutput<typeof interval>;

/** Images of a timed step: those of the backend's own benchmarks. */
export const TIMED_BATCH = 128;

interface Timing {
  readonly batchSize: number;
  /** Of the peak: the higher, the sooner gates leave their targets. */
  readonly learningRate: number;
  readonly rounds: number;
  /** Scheduled steps before the clock starts. */
  readonly untimed: number;
  /** Scheduled steps that are timed, a multiple of the others. */
  readonly steps: number;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface TimedArm {
  readonly key: string;
  readonly savers: readonly Saver[];
}

/**
 * Full training and the savers that skip, which need no other arm. Of SMD one schedule: its steps are the
 * same with another.
 */
export const skippingArms = (arms: readonly Arm[], steps: number): TimedArm[] =>
  arms
    .filter(
      ({ key, family, ablation }) =>
        !ablation && (key === 'standard' || key === 'smd-half' || family === 'slu'),
    )
    .map(({ key, plan }) => ({ key, savers: plan(steps, new Map()).savers }));

/**
 * Times arms in turn, a few steps each, round by round: what slows the machine down for a while slows all
 * of them. Gates begin at their targets, so that these steps skip about what a whole training does.
 */
export const timeStage = (
  bench: Bench,
  arms: readonly TimedArm[],
  timing: Timing,
): Promise<readonly Interval[]> =>
  once(bench, 'time', v.array(interval), async () => {
    const intervals: Interval[] = [];
    for (let round = 0; round < timing.rounds; round++) {
      for (const { key, savers } of arms) {
        intervals.push({ key, round, ...(await timed(bench, savers, timing)) });
      }
    }
    return intervals;
  });

async function timed(
  bench: Bench,
  savers: readonly Saver[],
  { batchSize, learningRate, untimed, steps, now }: Timing,
): Promise<Pick<Interval, 'seconds' | 'macs' | 'energy'>> {
  const { settings, dataset, sets, backend, random, progress, signal, graph } = bench;
  const { warmUp, momentum, weightDecay } = settings.train;
  const seen: { arrived: number; left: number; macs: number; energy: number }[] = [];
  await train({
    ...{ dataset, backend, savers, random, progress, signal, graph, part: 'time' },
    ...{ batchSize, learningRate, warmUp, momentum, weightDecay, seed: settings.seed },
    images: sets.training,
    // The last look is not the end, where nobody looks.
    length: { steps: 2 * untimed + steps },
    watch: {
      every: untimed,
      async look({ step, graph: gated, ledger }) {
        const isLast = step === untimed + steps;
        if (step === untimed || isLast) {
          const arrived = now();
          const energy = energyOf(bench, gated, ledger);
          seen.push({ arrived, left: now(), macs: totalMacs(ledger).executed, energy });
        }
        return isLast;
      },
    },
  });
  const [first, last] = [seen[0]!, seen[1]!];
  return {
    seconds: (last.arrived - first.left) / 1000,
    macs: last.macs - first.macs,
    energy: last.energy - first.energy,
  };
}
