import type { Workload } from '@picojoule/spec';
import { byDataType, byLevel } from '../break-down.ts';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { macs } from '../macs.ts';
import { parameters } from '../parameters.ts';
import { type AlexNetLayer, alexNet } from './alexnet.ts';
import { alexNetDensities, type PrunedAlexNet } from './alexnet-densities.ts';
import { FIGURE_6, FIGURE_6_TYPES } from './asil17-figure6.ts';
import { TABLE_1 } from './cvpr17-table1.ts';
import { FIGURE_10, FIGURE_10_LEVELS } from './isca16-figure10.ts';

/** Published numbers beside ours, as Markdown tables by name; what docs/method/energy.md shows. */
export function reproductionTables(): Readonly<Record<string, string>> {
  return {
    'figure-10': figure10(),
    mappings: mappings(),
    'table-1': table1(),
    'figure-6': figure6(),
  };
}

/** Ours and its error against the published value. */
const cell = (ours: number, published: number, digits: number) =>
  `${ours.toFixed(digits)} (${percent(ours / published - 1)})`;

const percent = (share: number) => `${share < 0 ? '-' : '+'}${Math.abs(share * 100).toFixed(1)} %`;

/** A table with aligned columns, as formatters leave it. */
function markdown(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((_, i) =>
    Math.max(3, ...[titles, ...rows].map((row) => row[i]!.length)),
  );
  const line = (row: readonly string[], fill: string) =>
    `| ${row.map((text, i) => text.padEnd(widths[i]!, fill)).join(' | ')} |`;
  const rule = line(
    titles.map(() => ''),
    '-',
  );
  return [line(titles, ' '), rule, ...rows.map((row) => line(row, ' '))].join('\n');
}

function figure10(): string {
  const model = eyeriss({ chip: 'isca16', skipZeros: false });
  const row = (name: string, workloads: readonly Workload[]) => {
    const levels = byLevel(model.estimate(workloads));
    const published = FIGURE_10_LEVELS.map((_, i) =>
      workloads.reduce((sum, { layer }) => sum + FIGURE_10[layer as AlexNetLayer][i]!, 0),
    );
    return [
      name,
      ...FIGURE_10_LEVELS.map((level, i) => cell(levels.get(level)! / 1e9, published[i]!, 3)),
    ];
  };
  const layers = alexNet(16);
  const rows = [...layers.map((layer) => row(layer.layer, [layer])), row('all', layers)];
  return markdown(['layer', ...FIGURE_10_LEVELS], rows);
}

function mappings(): string {
  const model = eyeriss({ chip: 'isca16' });
  const rows = alexNet(16).map((layer) => {
    const { p, q, r, t, e, n, m } = model.plan(layer).mapping;
    return [layer.layer, ...[m, n, e, p, q, r, t].map(String)];
  });
  return markdown(['layer', 'm', 'n', 'e', 'p', 'q', 'r', 't'], rows);
}

const BATCH = 44;

function table1(): string {
  const model = eyeriss();
  const rows = (Object.keys(TABLE_1) as PrunedAlexNet[]).map((name) => {
    const net = alexNet(BATCH, alexNetDensities(name));
    const published = TABLE_1[name];
    const energy = model.estimate(net).total / BATCH / 1e9;
    const dense = model.estimate(alexNet(BATCH, alexNetDensities('dense'))).total / BATCH / 1e9;
    return [
      name,
      cell(parameters().estimate(net).total / 1e6, published.weights, 2),
      cell(macs().estimate(net).total / BATCH / 1e8, published.macs, 2),
      cell(energy, published.energy, 2),
      `${(dense / energy).toFixed(2)} (${(TABLE_1.dense.energy / published.energy).toFixed(2)})`,
    ];
  });
  const titles = ['AlexNet', 'weights, 1e6', 'effectual MACs, 1e8', 'energy, 1e9 MACs'];
  return markdown([...titles, 'dense / this, ours (paper)'], rows);
}

function figure6(): string {
  const model = eyeriss();
  const row = (name: string, workloads: readonly Workload[]) => {
    const types = byDataType(model.estimate(workloads));
    const published = FIGURE_6_TYPES.map((_, i) =>
      workloads.reduce((sum, { layer }) => sum + FIGURE_6[layer as AlexNetLayer][i]!, 0),
    );
    return [
      name,
      ...FIGURE_6_TYPES.map((type, i) => cell(types[type] / BATCH / 1e8, published[i]!, 3)),
    ];
  };
  const layers = alexNet(BATCH, alexNetDensities('dense'));
  const rows = [...layers.map((layer) => row(layer.layer, [layer])), row('all', layers)];
  return markdown(['layer', ...FIGURE_6_TYPES], rows);
}
