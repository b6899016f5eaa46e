import type {
  EnergyDataType,
  EnergyEstimate,
  LayerEnergy,
  Report,
  ReportSection,
  Workload,
} from '@picojoule/spec';
import type { Network } from './network.ts';

const DATA_TYPES: readonly EnergyDataType[] = ['ifmap', 'ofmap', 'weight', 'computation'];

/** An estimate per layer and data type, per memory level, and what it leaves out. Energies per image. */
export function estimateReport(
  { name, workloads, notes }: Network,
  estimate: EnergyEstimate,
): Report {
  const batch = batchOf(workloads);
  const scale = batch ?? 1;
  const per = batch === undefined ? 'per batch' : 'per image';
  const macs = sum(workloads.map((workload) => workload.macs)) / scale;
  const unit = estimate.unit === 'MAC' ? 'energy of one MAC' : 'J';
  return {
    title: `Energy of ${name}`,
    summary: [
      `Modelled by ${estimate.model}; unit: ${unit}, ${per}${batch === undefined ? '' : `, in batches of ${batch}`}.`,
      `Bits: ${widths(workloads)}. Dense MACs ${per}: ${Math.round(macs).toLocaleString('en')}.`,
      ...notes,
      estimate.unpriced.length === 0
        ? 'Every layer is priced.'
        : `${estimate.unpriced.length} of ${workloads.length} layers are not priced.`,
    ],
    sections: [
      layersSection(estimate, workloads, scale, per),
      levelsSection(estimate, scale, per),
      ...(estimate.unpriced.length > 0 ? [unpricedSection(estimate)] : []),
    ],
  };
}

function layersSection(
  { layers, total, unit }: EnergyEstimate,
  workloads: readonly Workload[],
  scale: number,
  per: string,
): ReportSection {
  const macs = new Map<string, number>();
  for (const workload of workloads)
    macs.set(workload.layer, (macs.get(workload.layer) ?? 0) + workload.macs);
  const energies = (values: readonly LayerEnergy<'MAC' | 'J'>[]) =>
    DATA_TYPES.map(
      (type) =>
        sum(
          partsOf(values)
            .filter((part) => part.dataType === type)
            .map((part) => part.energy),
        ) / scale,
    );
  const share = (energy: number) => (total > 0 ? energy / total : 0);
  const energy = { unit: unitName(unit), provenance: 'modelled', format: 'si' } as const;
  return {
    title: `By layer and data type, ${per}`,
    table: {
      columns: [
        { title: 'layer' },
        { title: 'dense MACs', format: 'si' },
        ...DATA_TYPES.map((title) => ({ title, ...energy })),
        { title: 'total', ...energy },
        { title: 'share', format: 'percent' },
      ],
      rows: [
        ...layers.map((layer) => [
          layer.layer,
          (macs.get(layer.layer) ?? 0) / scale,
          ...energies([layer]),
          layer.total / scale,
          share(layer.total),
        ]),
        ['all', sum([...macs.values()]) / scale, ...energies(layers), total / scale, share(total)],
      ],
    },
  };
}

function levelsSection(estimate: EnergyEstimate, scale: number, per: string): ReportSection {
  const levels = new Map<string, number>();
  for (const { level, energy } of partsOf(estimate.layers))
    levels.set(level, (levels.get(level) ?? 0) + energy);
  return {
    title: `By memory level, ${per}`,
    table: {
      columns: [
        { title: 'level' },
        { title: 'energy', unit: unitName(estimate.unit), provenance: 'modelled', format: 'si' },
        { title: 'share', format: 'percent' },
      ],
      rows: [...levels].map(([level, energy]) => [
        level,
        energy / scale,
        estimate.total > 0 ? energy / estimate.total : 0,
      ]),
    },
  };
}

/** What an estimate leaves out, a sentence per reason. */
export const unpricedNotes = (estimate: EnergyEstimate): string[] =>
  unpricedByReason(estimate).map(
    ([reason, layers]) => `Not priced: ${layers.join(', ')} (${reason}).`,
  );

function unpricedSection(estimate: EnergyEstimate): ReportSection {
  return {
    title: 'Not priced',
    table: {
      columns: [{ title: 'reason' }, { title: 'layers' }, { title: 'which' }],
      rows: unpricedByReason(estimate).map(([reason, layers]) => [
        reason,
        layers.length,
        layers.join(', '),
      ]),
    },
  };
}

function unpricedByReason({ unpriced }: EnergyEstimate): [string, string[]][] {
  const byReason = new Map<string, string[]>();
  for (const { layer, reason } of unpriced)
    byReason.set(reason, [...(byReason.get(reason) ?? []), layer]);
  return [...byReason];
}

const partsOf = (layers: readonly LayerEnergy<'MAC' | 'J'>[]) =>
  layers.flatMap((layer) => layer.parts);

const unitName = (unit: EnergyEstimate['unit']) => (unit === 'MAC' ? 'MAC units' : unit);

/** Images at a time, where all layers agree on it. */
function batchOf(workloads: readonly Workload[]): number | undefined {
  const [first, ...others] = new Set(workloads.map(({ batch }) => batch));
  return others.length === 0 ? first : undefined;
}

function widths(workloads: readonly Workload[]): string {
  const all = workloads.flatMap(({ bits }) => [bits.input, bits.weight, bits.output]);
  return [...new Set(all)].sort((a, b) => a - b).join(', ') || 'none';
}

const sum = (terms: readonly number[]): number => terms.reduce((a, b) => a + b, 0);
