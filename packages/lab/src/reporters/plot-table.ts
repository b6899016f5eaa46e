import type { Column, Plot, Table } from '@picojoule/spec';
import { seriesLabel } from '../plot/series-label.ts';

/** All points of a plot, one a row: for reporters that do not draw. */
export function plotTable({ kind, x, y, series }: Plot): Table {
  return {
    columns: [{ title: 'series' }, { title: x.label }, { title: y.label }],
    rows: series.flatMap((one) =>
      one.points.map(([at, value]) => [
        seriesLabel(one),
        categoryName(kind, x.categories, at),
        value,
      ]),
    ),
  };
}

/** What stands at a position of the x axis: the category of a bar, else the number. */
export function categoryName(
  kind: Plot['kind'],
  categories: readonly string[] | undefined,
  position: number,
): string | number {
  return (kind === 'bar' ? categories?.[position] : undefined) ?? position;
}

/** A bar plot as categories by series, any other as its series' ends and extremes. */
export function plotDigest(plot: Plot): Table {
  return plot.kind === 'bar' ? barDigest(plot) : lineDigest(plot);
}

function barDigest({ x, series }: Plot): Table {
  const positions = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))];
  const named = x.categories?.map((_, position) => position) ?? [];
  const all = [...new Set([...named, ...positions])].sort((a, b) => a - b);
  const values = series.map(({ points }) => new Map(points));
  const large = series.some(({ points }) => points.some(([, value]) => Math.abs(value) >= 1e4));
  const format: Pick<Column, 'format'> = large ? { format: 'si' } : {};
  return {
    columns: [{ title: x.label }, ...series.map((one) => ({ title: seriesLabel(one), ...format }))],
    rows: all.map((at) => [
      String(categoryName('bar', x.categories, at)),
      ...values.map((value) => value.get(at) ?? null),
    ]),
  };
}

function lineDigest({ x, y, series }: Plot): Table {
  const titles = [
    'points',
    `${x.label} from`,
    'to',
    `${y.label} first`,
    'last',
    'lowest',
    'highest',
  ];
  return {
    columns: [{ title: 'series' }, ...titles.map((title) => ({ title }))],
    rows: series.map((one) => {
      const { points } = one;
      const finite = points.filter(([, value]) => Number.isFinite(value));
      const extreme = (pick: (a: number, b: number) => number, of: 0 | 1) =>
        finite.length === 0 ? null : finite.map((point) => point[of]).reduce((a, b) => pick(a, b));
      return [
        seriesLabel(one),
        points.length,
        extreme(Math.min, 0),
        extreme(Math.max, 0),
        points[0]?.[1] ?? null,
        points.at(-1)?.[1] ?? null,
        extreme(Math.min, 1),
        extreme(Math.max, 1),
      ];
    }),
  };
}
