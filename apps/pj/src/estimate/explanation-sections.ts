import type {
  Activity,
  EnergyDataType,
  EnergyPart,
  EnergyUnit,
  LayerEnergy,
  LayerExplanation,
  Loop,
  Plot,
  ReportSection,
} from '@picojoule/spec';
import { DATA_TYPES, energyColumn, stackedBars, sum, type Unit } from './parts.ts';

/** Of what there is, tables. The accesses come first: they are what a program reads as CSV. */
export function explanationSections(
  { mapping, loops, accesses, activity }: LayerExplanation,
  unit: Unit,
  suffix: string,
): ReportSection[] {
  return [
    ...(accesses.length > 0 ? [accessesSection(accesses, unit, suffix)] : []),
    ...(mapping.length > 0 ? [mappingSection(mapping, suffix)] : []),
    ...(loops.length > 0 ? [loopsSection(loops, suffix)] : []),
    ...(activity === undefined ? [] : [activitySection(activity, suffix)]),
  ];
}

/** The price of a layer by data type and level, where no accesses are told. */
export function partsSection(
  { parts, total }: LayerEnergy<EnergyUnit>,
  unit: Unit,
  suffix: string,
): ReportSection {
  return {
    title: `By data type and level${suffix}`,
    table: {
      columns: [
        { title: 'level' },
        { title: 'data type' },
        energyColumn(unit.proxy === undefined ? 'energy' : 'count', unit),
        { title: 'share', format: 'percent', bar: true },
      ],
      rows: [
        ...parts.map(({ level, dataType, energy }) => [
          ...[level, dataType, energy],
          total > 0 ? energy / total : 0,
        ]),
        ['all', '', total, null],
      ],
    },
    plot: levelBars(parts, unit),
  };
}

const mappingSection = (mapping: LayerExplanation['mapping'], suffix: string): ReportSection => ({
  title: `Mapping${suffix}`,
  table: {
    columns: [{ title: 'parameter' }, { title: 'value' }, { title: 'meaning' }],
    rows: mapping.map(({ name, value, meaning }) => [name, value, meaning]),
  },
});

const loopsSection = (loops: readonly Loop[], suffix: string): ReportSection => ({
  title: `Loop nest, from outside to inside${suffix}`,
  table: {
    columns: [{ title: 'loop' }, { title: 'iterations', format: 'integer' }, { title: 'level' }],
    rows: loops.map(({ bound, level, ...loop }, depth) => [loopName(loop, depth), bound, level]),
  },
});

const loopName = ({ dimension, spatial }: Pick<Loop, 'dimension' | 'spatial'>, depth: number) =>
  `${'· '.repeat(depth)}${spatial ? 'at once' : 'for'} ${dimension}`;

function accessesSection(
  accesses: LayerExplanation['accesses'],
  unit: Unit,
  suffix: string,
): ReportSection {
  const total = sum(accesses.map(({ energy }) => energy));
  return {
    title: `Accesses: count x cost = energy${suffix}`,
    table: {
      columns: [
        { title: 'level' },
        { title: 'data type' },
        { title: 'count', format: 'si' },
        { title: 'of' },
        energyColumn('cost', unit),
        energyColumn('energy', unit),
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
    plot: levelBars(accesses, unit),
  };
}

function levelBars(parts: readonly EnergyPart<EnergyUnit>[], unit: Unit): Plot {
  const levels = [...new Set(parts.map(({ level }) => level))];
  const of = (name: string, type: EnergyDataType) =>
    parts.filter(({ level, dataType }) => level === name && dataType === type);
  const bars = levels.map((name) => ({
    name,
    types: DATA_TYPES.map((type) => sum(of(name, type).map(({ energy }) => energy))),
  }));
  return stackedBars('Level', unit, bars);
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
