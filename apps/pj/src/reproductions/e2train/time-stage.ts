import { totalMacs, train } from '@picojoule/core';
import * as v from 'valibot';
import { type Bench, once } from '../../main-job/bench.ts';
import type { Saver } from './arm.ts';

/** What an arm executed and took between two steps of its schedule. */
const interval = v.object({
  key: v.string(),
  round: v.number(),
  seconds: v.number(),
  macs: v.number(),
});
export type Interval = v.InferOutput<typeof interval>;

/** Images of a timed step: those of the backend's own benchmarks. */
export const TIMED_BATCH = 128;

interface Timing {
  readonly batchSize: number;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface TimedArm {
  readonly key: string;
  readonly savers: readonly Saver[];
}

/** Scheduled steps: until the first a session warms up, until the last it is timed. */
const [WARM, LAST] = [10, 50] as const;
const ROUNDS = 5;

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
    for (let round = 0; round < ROUNDS; round++) {
      for (const { key, savers } of arms) {
        intervals.push({ key, round, ...(await timed(bench, savers, timing)) });
      }
    }
    return intervals;
  });

async function timed(
  bench: Bench,
  savers: readonly Saver[],
  { batchSize, now }: Timing,
): Promise<Pick<Interval, 'seconds' | 'macs'>> {
  const { settings, dataset, sets, backend, random, progress, signal, graph } = bench;
  const { learningRate, warmUp, momentum, weightDecay } = settings.train;
  const seen: { readonly at: number; readonly macs: number }[] = [];
  await train({
    ...{ dataset, backend, savers, random, progress, signal, graph, part: 'time' },
    ...{ batchSize, learningRate, warmUp, momentum, weightDecay, seed: settings.seed },
    images: sets.training,
    length: { steps: LAST + WARM },
    watch: {
      every: WARM,
      async look({ step, ledger }) {
        if (step === WARM || step === LAST) {
          seen.push({ at: now(), macs: totalMacs(ledger).executed });
        }
        return step === LAST;
      },
    },
  });
  const [first, last] = [seen[0]!, seen[1]!];
  return { seconds: (last.at - first.at) / 1000, macs: last.macs - first.macs };
}

/** Seconds and executed MACs of an arm against another in the same rounds: the medians. */
export function timeAgainst(
  intervals: readonly Interval[],
  key: string,
  other: string,
): { readonly seconds: number; readonly macs: number } | undefined {
  const ratios = intervals
    .filter((one) => one.key === key)
    .flatMap((one) => {
      const partner = intervals.find(({ key: its, round }) => its === other && round === one.round);
      return partner === undefined
        ? []
        : [{ seconds: one.seconds / partner.seconds, macs: one.macs / partner.macs }];
    });
  if (ratios.length === 0) return undefined;
  return { seconds: median(ratios.map((r) => r.seconds)), macs: median(ratios.map((r) => r.macs)) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}
