import type {
  Activity,
  EnergyEstimate,
  EnergyModel,
  LayerExplanation,
  Loop,
  Plugin,
  Report,
  ReportSection,
} from '@picojoule/spec';
import { explainsNothing } from './errors.ts';
import { findLayer } from './find-layer.ts';
import type { Network } from './network.ts';
import { DATA_TYPES, energyColumn, passName, stackedBars, sum } from './parts.ts';

/** What a model makes of one layer: mapping, loop nest and accesses, for the whole batch. */
export function explainReport(
  network: Network,
  model: Plugin<'energy', EnergyModel>,
  layer: string,
): Report {
  const workloads = findLayer(network.workloads, layer);
  if (model.explain === undefined) throw explainsNothing(model.name);
  const passes = workloads.map((workload) => ({
    workload,
    explanation: model.explain?.(workload),
  }));
  const explained = passes.flatMap(({ explanation }) => explanation ?? []);
  return {
    title: `${passes[0]!.workload.layer} of ${network.name}`,
    summary: [
      `Explained by ${model.estimate(workloads).model}${network.batch === undefined ? '' : `, for a batch of ${network.batch}`}; energies are of the whole batch.`,
      ...passes.map(({ workload }) => `${passName(workload)}: ${shapeOf(workload)}.`),
      ...network.notes,
      ...passes
        .filter(({ explanation }) => explanation === undefined)
        .map(({ workload }) => `Not priced: ${passName(workload)} (${whyNot(model, workload)}).`),
    ],
    sections: explained.flatMap((one) =>
      sectionsOf(one, model.unit, explained.length === 1 ? '' : `, ${one.pass}`),
    ),
  };
}

const whyNot = (model: EnergyModel, workload: Explained) =>
  model.estimate([workload]).unpriced[0]?.reason ?? 'the model gives no reason';

type Explained = ReturnType<typeof findLayer>[number];

const weighted = ({ kind }: Explained) => kind !== 'data';

const shapeOf = (one: Explained) =>
  [
    `${one.op}, ifmap ${one.inputChannels} x ${one.input.join(' x ')}`,
    ...(weighted(one)
      ? [
          `filters ${one.outputChannels} x ${one.inputChannels / one.groups} x ${one.kernel.join(' x ')}`,
        ]
      : []),
    `ofmap ${one.outputChannels} x ${one.output.join(' x ')}`,
    ...(one.groups > 1 ? [`${one.groups} groups`] : []),
    `${(100 * one.density.input).toFixed(1)} % of the ifmap${weighted(one) ? ` and ${(100 * one.density.weight).toFixed(1)} % of the filters` : ''} not zero`,
  ].join(', ');

/** The accesses come first: they are what a program reads as CSV. */
function sectionsOf(
  { mapping, loops, accesses, activity }: LayerExplanation,
  unit: EnergyEstimate['unit'],
  suffix: string,
): ReportSection[] {
  return [
    accessesSection(accesses, unit, suffix),
    {
      title: `Mapping${suffix}`,
      table: {
        columns: [{ title: 'parameter' }, { title: 'value' }, { title: 'meaning' }],
        rows: mapping.map(({ name, value, meaning }) => [name, value, meaning]),
      },
    },
    {
      title: `Loop nest, from outside to inside${suffix}`,
      table: {
        columns: [
          { title: 'loop' },
          { title: 'iterations', format: 'integer' },
          { title: 'level' },
        ],
        rows: loops.map(({ bound, level, ...loop }, depth) => [
          loopName(loop, depth),
          bound,
          level,
        ]),
      },
    },
    ...(activity === undefined ? [] : [activitySection(activity, suffix)]),
  ];
}

const loopName = ({ dimension, spatial }: Pick<Loop, 'dimension' | 'spatial'>, depth: number) =>
  `${'· '.repeat(depth)}${spatial ? 'at once' : 'for'} ${dimension}`;

function accessesSection(
  accesses: LayerExplanation['accesses'],
  unit: EnergyEstimate['unit'],
  suffix: string,
): ReportSection {
  const total = sum(accesses.map(({ energy }) => energy));
  const levels = [...new Set(accesses.map(({ level }) => level))];
  return {
    title: `Accesses: count x cost = energy${suffix}`,
    table: {
      columns: [
        { title: 'level' },
        { title: 'data type' },
        { title: 'count', format: 'si' },
        { title: 'of' },
        energyColumn('cost', { unit }),
        energyColumn('energy', { unit }),
        { title: 'share', format: 'percent', bar: true },
        { title: 'source of the cost' },
      ],
      rows: [
        ...accesses.map(({ level, dataType, count, per, cost, energy, source }) => [
          ...[level, dataType, count, per, cost, energy],
          total > 0 ? energy / total : 0,
          source,
        ]),
        ['all', '', null, '', null, total, null, ''],
      ],
    },
    plot: stackedBars(
      'Level',
      { unit },
      levels.map((name) => ({
        name,
        types: DATA_TYPES.map((type) =>
          sum(
            accesses
              .filter(({ level, dataType }) => level === name && dataType === type)
              .map(({ energy }) => energy),
          ),
        ),
      })),
    ),
  };
}

const activitySection = (
  { pes, activePes, cycles, utilisation, dramBandwidth, bufferBandwidth }: Activity,
  suffix: string,
): ReportSection => ({
  // A mapping of least energy need not be the fastest.
  title: `Activity under this mapping${suffix}`,
  table: {
    columns: [
      { title: 'PEs', format: 'integer' },
      { title: 'active PEs', format: 'integer' },
      { title: 'cycles', format: 'si' },
      { title: 'utilisation', format: 'percent' },
      { title: 'DRAM', unit: 'words per cycle', format: { digits: 3 } },
      ...(bufferBandwidth === undefined
        ? []
        : [{ title: 'buffer', unit: 'words per cycle', format: { digits: 3 } } as const]),
    ],
    rows: [
      [
        pes,
        activePes,
        cycles,
        utilisation,
        dramBandwidth,
        ...(bufferBandwidth === undefined ? [] : [bufferBandwidth]),
      ],
    ],
  },
});
