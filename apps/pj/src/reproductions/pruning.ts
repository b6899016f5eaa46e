import { energyAware, magnitude } from '@picojoule/prune';
import {
  type Graph,
  type Plugin,
  type Report,
  type ReportSection,
  unitName,
} from '@picojoule/spec';
import type { Bench } from '../main-job/bench.ts';
import { exchangeStage } from '../main-job/exchange-stage.ts';
import { networkStage } from '../main-job/network-record.ts';
import { withBench } from '../main-job/open-bench.ts';
import { pruneStage } from '../main-job/prune-stage.ts';
import { quickstartConfig } from '../main-job/quickstart-config.ts';
import type { NetworkRecord, PruningRecord } from '../main-job/results.ts';
import { trainStage } from '../main-job/train-stage.ts';
import type { Reproduction, ReproductionResult } from './reproduction.ts';

const BOUNDS = [0.5, 1, 2] as const;
const ABLATION_BOUND = 1;

/** The steps of the paper, each switched off alone, and what is ours beside them. */
const ABLATIONS = {
  'without step 1 (order by energy)': () => energyAware({ orderByEnergy: false }),
  'without step 3 (restore)': () => energyAware({ restoredShare: 0 }),
  'without step 4 (least squares)': () => energyAware({ leastSquares: false }),
  'without quietening (the five steps alone)': () => energyAware({ quiet: 0 }),
} as const;

interface Arm {
  /** Of its part in the run. */
  readonly key: string;
  readonly what: string;
  readonly strategy: Plugin<'pruning'>;
  readonly bound: number;
}

const arms = (): Arm[] => [
  ...BOUNDS.flatMap((bound) =>
    [energyAware(), magnitude()].map((strategy) => {
      const what = strategy.name;
      return { key: `${what}-${bound}`, what, strategy, bound };
    }),
  ),
  ...Object.entries(ABLATIONS).map(([what, make]) => {
    const key = what.replace(/ \(.*/, '').replaceAll(' ', '-');
    return { key, what, strategy: make(), bound: ABLATION_BOUND };
  }),
];

interface Row {
  readonly key: string;
  readonly what: string;
  readonly pruning: PruningRecord;
  readonly network: NetworkRecord;
}

/**
 * CVPR17's argument on the quickstart's network: at the same accuracy bound, with the same fine-tuning,
 * search and stop rule, pruning by energy ends at less modelled energy than pruning by magnitude with
 * thresholds per layer; and what each step of the method adds.
 */
export const pruning: Reproduction = {
  summary: 'Energy-aware against magnitude pruning at three bounds, and the ablation of its steps.',
  duration: 'about 20 minutes on two cores',
  async run(options) {
    const backend = await options.chooseBackend();
    const config = { ...quickstartConfig(), name: 'reproduce pruning' };
    const [first, ...others] = config.energy;
    const models: Bench['models'] = [first, ...others];
    const graph = config.model;
    return withBench({ ...options, backend, config, graph, models }, async (bench) => {
      const { graph: dense } = await trainStage(bench, 'dense', config.train.savers);
      await exchangeStage(bench, 'dense', dense);
      const pruned: { row: Omit<Row, 'network'>; graph: Graph }[] = [];
      for (const { key, what, strategy, bound } of arms()) {
        const found = await pruneStage(bench, { dense, strategy, bound, name: key });
        await exchangeStage(bench, key, found.graph);
        pruned.push({ row: { key, what, pruning: found.record }, graph: found.graph });
      }
      // The test images are looked at here, once, when nothing is left to choose.
      const before = await networkStage(bench, 'dense', dense);
      const rows: Row[] = [];
      for (const { row, graph: net } of pruned) {
        rows.push({ ...row, network: await networkStage(bench, row.key, net) });
      }
      return resultOf(before, rows, bench);
    });
  },
};

function resultOf(dense: NetworkRecord, rows: readonly Row[], bench: Bench): ReproductionResult {
  const values: Record<string, number> = { 'dense accuracy': dense.accuracy };
  for (const { key, pruning, network } of rows) {
    values[`${key} energy`] = network.energy / dense.energy;
    values[`${key} removable share`] = pruning.removable.share;
    values[`${key} accuracy`] = network.accuracy;
  }
  return { name: 'pruning', values, report: reportOf(dense, rows, bench) };
}

function reportOf(
  dense: NetworkRecord,
  rows: readonly Row[],
  { backend, models, settings }: Bench,
): Report {
  const [model] = models;
  const { batch, bits } = settings.energy;
  return {
    title: 'Reproduction: energy-aware pruning (CVPR17)',
    summary: [
      `Backend ${backend.name}; energy modelled by "${model.name}", batch ${batch}, ${bits} bits; nothing here was measured.`,
      `Dense: ${(100 * dense.accuracy).toFixed(2)} % of the test images right, ${dense.nonZeroWeights} weights.`,
    ],
    sections: [
      table('Both strategies at each bound', rows.filter(isBoundRow), dense),
      table(
        `Ablation at ${ABLATION_BOUND} point`,
        rows.filter((row) => !isBoundRow(row) || row.key === `energy-aware-${ABLATION_BOUND}`),
        dense,
      ),
      {
        title: 'Accuracy against energy',
        plot: {
          kind: 'scatter',
          x: { label: 'Modelled energy per image, against dense' },
          y: { label: 'Accuracy on the test images (%)' },
          series: ['energy-aware', 'magnitude'].map((name) => ({
            name,
            points: rows
              .filter((row) => row.what === name)
              .map(
                ({ network }) => [network.energy / dense.energy, 100 * network.accuracy] as const,
              ),
          })),
        },
      },
    ],
  };
}

const isBoundRow = ({ what, pruning }: Row) => what === pruning.strategy;

function table(title: string, rows: readonly Row[], dense: NetworkRecord): ReportSection {
  return {
    title,
    text: 'Accuracy on the test images in ONNX Runtime; the bound was held on training images set aside.',
    table: {
      columns: [
        { title: 'Strategy' },
        { title: 'Bound', unit: 'points', format: { digits: 1 } },
        { title: 'Test accuracy', format: 'percent' },
        { title: 'Non-zero weights', format: 'integer' },
        { title: 'Energy per image', unit: unitName('MAC'), provenance: 'modelled', format: 'si' },
        { title: 'Energy against dense', format: 'percent' },
        { title: 'Removable energy removed', format: 'percent' },
        { title: 'Edits', format: 'integer' },
      ],
      rows: rows.map(({ what, pruning, network }) => [
        what,
        pruning.bound,
        network.accuracy,
        network.nonZeroWeights,
        network.energy,
        network.energy / dense.energy,
        pruning.removable.share,
        pruning.points.length,
      ]),
    },
  };
}
