import { eyerissJoules } from '@picojoule/energy';
import { mobileNetV2, resnet } from '@picojoule/nets';
import type { Graph } from '@picojoule/spec';
import type { ArmRecord } from './e2train/arm-record.ts';
import { armStage } from './e2train/arm-stage.ts';
import { allArms } from './e2train/arms.ts';
import { benchOpener } from './e2train/bench-opener.ts';
import { BATCH, type DeepNet, deepFigures, deepReport, STEPS } from './e2train/deep-report.ts';
import { skippingArms, TIMED_BATCH, timeStage } from './e2train/time-stage.ts';
import { reportPage } from './report-page.ts';
import type { Reproduction } from './reproduction.ts';

const SEED = 1;
/** Nothing is learned in so few steps that a rate could be chosen by. */
const LEARNING_RATE = 0.03;

/** Gates stay at the targets that they begin with: so deep, the first steps push them off. */
const NO_LEARNING = 1e-6;

const TIMING = {
  ...{ batchSize: TIMED_BATCH, untimed: 20, rounds: 20, steps: 2, learningRate: NO_LEARNING },
} as const;

const NETS: readonly (() => Graph)[] = [
  () => resnet({ depth: 74, shape: [1, 28, 28], seed: SEED }),
  () => resnet({ depth: 110, shape: [1, 28, 28], seed: SEED }),
  () => mobileNetV2({ shape: [1, 28, 28], seed: SEED }),
];

/**
 * The paper's networks for a few measured steps of every arm: what these take, and what a whole training
 * would, said to be extrapolated. Arms that are plain training with another length are left out.
 */
export const e2trainDeep: Reproduction = {
  summary: `ResNet-74, ResNet-110 and MobileNetV2: ${STEPS} steps of every arm.`,
  duration: 'about an hour on two cores; it goes on where it was stopped',
  async run(options) {
    const backend = await options.chooseBackend();
    const model = eyerissJoules();
    const open = benchOpener(options, { backend, models: [model], name: 'reproduce e2train-deep' });
    const nets: DeepNet[] = [];
    for (const make of NETS) {
      const graph = make();
      const arms = allArms(graph.blocks.length).filter(
        ({ key, family, ablation }) => !ablation && (family !== 'standard' || key === family),
      );
      const found = new Map<string, ArmRecord>();
      let times: DeepNet['times'] = [];
      const folder = graph.name;
      await open({ folder, graph, seed: SEED, batchSize: BATCH }, async (bench) => {
        const timing = { ...TIMING, now: options.now };
        times = await timeStage(bench, skippingArms(arms, STEPS), timing);
        for (const { key, plan } of arms) {
          const settings = { learningRate: LEARNING_RATE, looks: 1, now: options.now };
          const stage = { part: key, ...plan(STEPS, found), ...settings };
          found.set(key, await armStage(bench, stage));
        }
      });
      nets.push({
        ...{ name: graph.name, times },
        arms: arms.map(({ key, what, family }) => ({ key, what, family, record: found.get(key)! })),
      });
    }
    const report = deepReport(nets, { backend: backend.name, model: model.name });
    const page = reportPage(report, 'node tools/reproduce.mjs e2train-deep --update');
    return {
      name: 'e2train-deep',
      ...deepFigures(nets),
      report,
      records: { 'docs/method/e2train-deep.md': page },
    };
  },
};
