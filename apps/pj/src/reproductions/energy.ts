import { publishedTables } from '@picojoule/energy';
import { type Report, unitName } from '@picojoule/spec';
import { energyPage } from './energy-page.ts';
import type { Reproduction } from './reproduction.ts';
import { type ColumnError, columnErrors, formatError } from './table-errors.ts';
import { type NetworkFigures, networkFigures, weightsPage } from './weights-page.ts';

type Row = ColumnError & { readonly table: string };

/** Every published table of the energy models, recomputed. */
export const energy: Reproduction = {
  summary: 'Published energies of the Eyeriss papers and others, cell by cell.',
  duration: 'a few seconds',
  async run() {
    const tables = publishedTables();
    const rows = tables.flatMap((table) =>
      columnErrors(table).map((error) => ({ table: table.name, ...error })),
    );
    const networks = networkFigures();
    const figure = ({ table, column }: Row) => `${table}, ${column}`;
    return {
      name: 'energy',
      values: {
        ...Object.fromEntries(rows.map((row) => [figure(row), row.largest])),
        ...networkValues(networks),
      },
      claims: rows.flatMap((row) =>
        row.tolerance === undefined
          ? []
          : [
              {
                what: `${figure(row)} within ${formatError(row.tolerance).slice(1)}`,
                figure: figure(row),
                is: '<=',
                than: row.tolerance,
              },
            ],
      ),
      pages: {
        'docs/method/energy.md': energyPage(tables),
        'docs/method/weights-and-energy.md': weightsPage(networks),
      },
      report: reportOf(rows, networks),
    };
  },
};

/** Weights, MACs and energy of each network against AlexNet. */
function networkValues(networks: readonly NetworkFigures[]): Record<string, number> {
  const alexnet = networks.find(({ name }) => name === 'alexnet')!;
  return Object.fromEntries(
    networks
      .filter((one) => one !== alexnet)
      .flatMap((one) =>
        (['weights', 'macs', 'energy', 'toolEnergy'] as const).map((what) => [
          `${one.name} ${what}`,
          one[what] / alexnet[what],
        ]),
      ),
  );
}

const reportOf = (rows: readonly Row[], networks: readonly NetworkFigures[]): Report => ({
  title: 'Reproduction: published energies',
  summary: [
    `${rows.reduce((sum, { cells }) => sum + cells, 0)} published numbers beside ours. All of ours are modelled; errors are relative to the published value, without their sign.`,
  ],
  sections: [
    {
      title: 'Errors by table and column',
      table: {
        columns: [
          { title: 'table' },
          { title: 'column' },
          { title: 'cells', format: 'integer' },
          { title: 'median error', format: 'percent' },
          { title: 'largest error', format: 'percent' },
          { title: 'in row' },
          { title: 'promised', format: 'percent' },
        ],
        rows: rows.map(({ table, column, cells, median, largest, row, tolerance }) => [
          ...[table, column, cells, median, largest, row],
          tolerance ?? null,
        ]),
      },
    },
    {
      title: 'Fewer weights or MACs, more energy',
      table: {
        columns: [
          { title: 'network' },
          { title: 'weights', format: 'si' },
          { title: 'MACs', format: 'si' },
          ...['eyeriss', 'eyeriss-tool'].map(
            (title) =>
              ({ title, unit: unitName('MAC'), provenance: 'modelled', format: 'si' }) as const,
          ),
        ],
        rows: networks.map(({ name, weights, macs, energy, toolEnergy }) => [
          ...[name, weights, macs, energy, toolEnergy],
        ]),
      },
    },
  ],
});
