import type { Column, Table } from '@picojoule/spec';
import { formatLocale } from 'd3-format';

const { format } = formatLocale({
  decimal: '.',
  thousands: ',',
  grouping: [3],
  currency: ['', ''],
  minus: '-',
});

const integer = format(',d');
const percent = format('.2%');
const general = format('.4~r');
const tiny = format('.3~e');
const si = format('.4~s');

export type Cell = Table['rows'][number][number];

/** A number as its column asks; without a request, whole numbers as they are and others to 4 digits. */
export function formatNumber(value: number, request: Column['format']): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (request === 'integer') return integer(value);
  if (request === 'percent') return percent(value).replace('%', ' %');
  if (request === 'si') return formatSi(value);
  if (request !== undefined) return format(`,.${request.digits}f`)(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  return size > 0 && (size < 1e-4 || size >= 1e12) ? tiny(value) : general(value);
}

/** Four significant digits and a prefix from y to Y, as in `1.235 M`. */
export function formatSi(value: number): string {
  // Beyond the prefixes there is no honest one.
  const size = Math.abs(value);
  if (size > 0 && (size < 1e-24 || size >= 1e27)) return tiny(value);
  return si(value).replace(/(\D)$/, ' $1');
}

/** A cell as people read it. */
export function formatCell(cell: Cell, column: Column | undefined): string {
  if (cell === null) return '–';
  return typeof cell === 'string' ? cell : formatNumber(cell, column?.format);
}

/** True for columns that are set flush right. */
export const isNumeric = (table: Table, position: number): boolean =>
  table.rows.some((row) => typeof row[position] === 'number') &&
  table.rows.every((row) => typeof row[position] !== 'string');

/** Title with unit and provenance, as in `energy [J], modelled`. */
export function columnHeading({ title, unit, provenance }: Column): string {
  const withUnit = unit === undefined ? title : `${title} [${unit}]`;
  return provenance === undefined ? withUnit : `${withUnit}, ${provenance}`;
}
