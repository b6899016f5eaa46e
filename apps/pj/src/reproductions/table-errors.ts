import type { PublishedCell, PublishedTable } from '@picojoule/energy';

/** How far one column of a published table is from its source. */
export interface ColumnError {
  readonly column: string;
  /** Cells that the source gives. */
  readonly cells: number;
  /** Relative errors without their sign. */
  readonly median: number;
  readonly largest: number;
  /** Row of the largest. */
  readonly row: string;
  readonly tolerance: number | undefined;
}

/** Relative error with its sign; undefined where the source gives nothing. */
export function errorOf({ ours, published }: PublishedCell): number | undefined {
  if (published === undefined) return undefined;
  return ours === published ? 0 : (ours - published) / Math.abs(published);
}

/** A relative error as people read it, with more digits where it is small. */
export function formatError(error: number): string {
  if (!Number.isFinite(error)) return error > 0 ? '+∞' : '-∞';
  const percent = error * 100;
  const text = Math.abs(percent).toFixed(Math.abs(percent) < 0.95 ? 2 : 1);
  const sign = Number(text) === 0 ? '' : percent < 0 ? '-' : '+';
  return `${sign}${text} %`;
}

/** The columns of which the source gives any cell. */
export function columnErrors({ columns, rows, tolerance }: PublishedTable): ColumnError[] {
  return columns.slice(1).flatMap((column, i) => {
    const errors = rows
      .flatMap(({ name, cells }) => {
        const error = cells[i] && errorOf(cells[i]);
        return error === undefined ? [] : [{ name, size: Math.abs(error) }];
      })
      .sort((a, b) => a.size - b.size);
    const worst = errors.at(-1);
    if (worst === undefined) return [];
    const median =
      (errors[Math.floor((errors.length - 1) / 2)]!.size +
        errors[Math.floor(errors.length / 2)]!.size) /
      2;
    return [
      {
        column,
        cells: errors.length,
        median,
        largest: worst.size,
        row: worst.name,
        tolerance: tolerance?.[i],
      },
    ];
  });
}
