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
  /** Rounds before the clock starts: kernels are prepared for numbers of images that come for the first time. */
  readonly untimed: number;
  readonly rounds: number;
  /** Scheduled steps of an arm in a round. */
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
 * Trains all arms at once, a few steps of each in turn, round by round: what slows the machine down for a
 * while slows all of them. Gates begin at their targets, so that these steps skip about what a whole
 * training does.
 */
export const timeStage = (
  bench: Bench,
  arms: readonly TimedArm[],
  timing: Timing,
): Promise<readonly Interval[]> =>
  once(bench, 'time', v.array(interval), async () => {
    const turns = new Turns();
    const failed = new AbortController();
    const signal = AbortSignal.any([bench.signal, failed.signal]);
    const trainings = arms.map(async (arm) => {
      await turns.take();
      try {
        return await timed({ ...bench, signal }, arm, { ...timing, turns });
      } catch (error) {
        // The others end too, at their next step.
        failed.abort(error);
        return [];
      } finally {
        turns.pass();
      }
    });
    const intervals = (await Promise.all(trainings)).flat();
    if (failed.signal.aborted) throw failed.signal.reason;
    return intervals.toSorted((a, b) => a.round - b.round);
  });

async function timed(
  bench: Bench,
  { key, savers }: TimedArm,
  { turns, now, batchSize, learningRate, untimed, rounds, steps }: Timing & { turns: Turns },
): Promise<readonly Interval[]> {
  const { settings, dataset, sets, backend, random, progress, signal, graph } = bench;
  const { warmUp, momentum, weightDecay } = settings.train;
  const intervals: Interval[] = [];
  const before = { macs: 0, energy: 0, left: now() };
  await train({
    ...{ dataset, backend, savers, random, progress, signal, graph, part: 'time' },
    ...{ batchSize, learningRate, warmUp, momentum, weightDecay, seed: settings.seed },
    images: sets.training,
    // One more than is looked at: nobody looks at the last.
    length: { steps: (untimed + rounds) * steps + 1 },
    watch: {
      every: steps,
      async look({ step, graph: gated, ledger }) {
        const seconds = (now() - before.left) / 1000;
        const macs = totalMacs(ledger).executed;
        const energy = energyOf(bench, gated, ledger);
        const round = step / steps - 1 - untimed;
        const work = { macs: macs - before.macs, energy: energy - before.energy };
        if (round >= 0) intervals.push({ key, round, seconds, ...work });
        turns.pass();
        await turns.take();
        Object.assign(before, { macs, energy, left: now() });
        return false;
      },
    },
  });
  return intervals;
}

/** One at a time goes on, in the order in which they asked. */
class Turns {
  #last = Promise.resolve();
  #pass = () => {};

  /** Resolves when all who asked before have passed on. */
  async take(): Promise<void> {
    const before = this.#last;
    let pass = () => {};
    this.#last = new Promise((resolve) => {
      pass = resolve;
    });
    await before;
    this.#pass = pass;
  }

  /** Ends the turn that was taken last. */
  pass(): void {
    this.#pass();
  }
}
