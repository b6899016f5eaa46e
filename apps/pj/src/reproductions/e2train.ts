import { plannedBitProducts } from '@picojoule/core';
import { eyerissJoules } from '@picojoule/energy';
import { resnet } from '@picojoule/nets';
import { createRandom, type Graph } from '@picojoule/spec';
import { psg } from '@picojoule/train';
import type { Bench } from '../main-job/bench.ts';
import type { Arm } from './e2train/arm.ts';
import type { ArmRecord } from './e2train/arm-record.ts';
import { armStage } from './e2train/arm-stage.ts';
import { allArms } from './e2train/arms.ts';
import { benchOpener } from './e2train/bench-opener.ts';
import { promisesOf } from './e2train/figures.ts';
import type { ArmOutcome, Outcome } from './e2train/outcome.ts';
import { reportOf } from './e2train/report.ts';
import { OTHER_SCALES, SCALES, type Scale } from './e2train/scales.ts';
import { rateOf, searchRates, type Trial } from './e2train/search-rates.ts';
import { testStage } from './e2train/test-stage.ts';
import { skippingArms, TIMED_BATCH, timeStage } from './e2train/time-stage.ts';
import { reportPage } from './report-page.ts';
import type { Reproduction, ReproductionOptions } from './reproduction.ts';

/** Looks at the held-out images on the way. */
const LOOKS = 8;

const TIMING = {
  ...{ batchSize: TIMED_BATCH, untimed: 40, rounds: 100, steps: 4, learningRate: 0.1 },
} as const;

/**
 * E2-Train's three savers, their rivals and fair controls: every arm with the same search of its learning
 * rate, on held-out images; the test images once, when all is trained. Each seed has a run folder of its
 * own, each arm a part of it: what is done is kept, and a run that was stopped goes on.
 */
export const e2train: Reproduction = {
  summary:
    'E2-Train: SMD, SLU, PSG and all three against full training, their rivals and controls.',
  duration: SCALES.usual.duration,
  scales: OTHER_SCALES,
  durationOf: (scale) => scaleNamed(scale).duration,
  async run(options) {
    const scale = scaleNamed(options.scale ?? 'usual');
    const outcome = await experiment(scale, options);
    const report = reportOf(outcome);
    const result = { ...promisesOf(outcome), report };
    if (scale !== SCALES.usual) return { ...result, name: `e2train-${scale.name}` };
    const page = reportPage(report, 'node tools/reproduce.mjs e2train --update');
    return { ...result, name: 'e2train', records: { 'docs/method/e2train-results.md': page } };
  },
};

const scaleNamed = (name: string): Scale => SCALES[name as keyof typeof SCALES];

async function experiment(scale: Scale, options: ReproductionOptions): Promise<Outcome> {
  const backend = await options.chooseBackend();
  const model = eyerissJoules();
  const name = `reproduce e2train ${scale.name}`;
  const open = benchOpener(options, { backend, models: [model], name });
  const net = (seed: number) => resnet({ depth: scale.depth, shape: [1, 28, 28], seed });
  const onBench = <T>(seed: number, work: (bench: Bench) => Promise<T>) =>
    open(
      {
        ...{ folder: `seed-${seed}`, graph: net(seed), seed },
        ...{ trainingImages: scale.images, batchSize: scale.batchSize },
      },
      work,
    );
  const blocks = net(0).blocks.length;
  const arms = allArms(blocks).filter((arm) => scale.arms === 'all' || arm.main);
  const families = [...new Set(arms.map(({ family }) => family))];

  let trials: readonly Trial[] = [];
  let times: Outcome['times'] = [];
  const records = new Map<number, ReadonlyMap<string, ArmRecord>>();
  const seeds = [...scale.seeds, ...scale.moreSeeds];
  for (const seed of seeds) {
    const first = seed === seeds[0];
    const more = scale.moreSeeds.includes(seed);
    const mine = arms.filter(({ ablation, close }) => (more ? close : first || !ablation));
    await onBench(seed, async (bench) => {
      if (first) {
        const timing = { ...TIMING, now: options.now };
        times = await timeStage(bench, skippingArms(arms, scale.steps), timing);
      }
      if (first) trials = await searchRates(bench, families, scale, options.now);
      records.set(seed, await trainAll(bench, mine, { scale, trials, now: options.now }));
    });
  }
  // The test images are looked at here, once, when nothing is left to choose.
  const tests = new Map<number, ReadonlyMap<string, number>>();
  for (const seed of seeds) {
    await onBench(seed, async (bench) => {
      const found = new Map<string, number>();
      for (const key of records.get(seed)!.keys()) found.set(key, await testStage(bench, key));
      tests.set(seed, found);
    });
  }
  const outcomes = arms.map((arm): ArmOutcome => {
    const trainings = seeds.flatMap((seed) => {
      const record = records.get(seed)!.get(arm.key);
      return record === undefined ? [] : [{ ...record, test: tests.get(seed)!.get(arm.key)! }];
    });
    return { arm, trainings };
  });
  const ceiling = ceilingOf(net(0));
  return {
    scale,
    backend: backend.name,
    model: model.name,
    trials,
    arms: outcomes,
    times,
    ceiling,
  };
}

async function trainAll(
  bench: Bench,
  arms: readonly Arm[],
  { scale, trials, now }: { scale: Scale; trials: readonly Trial[]; now: () => number },
): Promise<ReadonlyMap<string, ArmRecord>> {
  const found = new Map<string, ArmRecord>();
  for (const arm of arms) {
    const learningRate = rateOf(arm.family, trials, bench.sets.heldOut.length);
    const plan = arm.plan(scale.steps, found);
    const stage = { part: arm.key, ...plan, learningRate, looks: LOOKS, now };
    found.set(arm.key, await armStage(bench, stage));
  }
  return found;
}

/** Share of a step's bit products that `psg()` saves where every sign is predicted. */
function ceilingOf(graph: Graph): number {
  const info = {
    step: 1,
    steps: 2,
    epoch: 0,
    learningRate: 0.1,
    batchSize: 128,
    graph,
    random: createRandom(1),
  };
  const { unpredicted, floor } = plannedBitProducts(graph, psg().plan(info, null).plan);
  return 1 - floor / unpredicted;
}
