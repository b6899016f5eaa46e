import type { Column } from '@picojoule/spec';

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** A cell as a reader sees it; `json` and `csv` keep the full number. */
export function formatCell(cell: string | number | null, { format }: Column): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return printable(cell);
  if (format === undefined) return String(cell);
  if (format === 'integer') return grouped(Math.round(cell));
  if (format === 'percent') return `${(100 * cell).toFixed(1)} %`;
  if (format === 'si') return si(cell);
  return cell.toFixed(format.digits);
}

/** Four figures and a prefix: 1234567 -> `1.235 M`. */
function si(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential(2);
  if (size < 1000) return trimmed(value);
  const power = Math.min(PREFIXES.length - 1, Math.floor(Math.log10(size) / 3));
  return `${trimmed(value / 1000 ** power)} ${PREFIXES[power]}`;
}

const trimmed = (value: number): string => Number(value.toPrecision(4)).toString();

const grouped = (value: number): string => value.toLocaleString('en').replaceAll(',', ' ');

/** Names come from model files: control characters must not reach the terminal. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it removes
  text.replace(/[\u0000-\u001F\u007F-\u009F]/g, '\uFFFD');
