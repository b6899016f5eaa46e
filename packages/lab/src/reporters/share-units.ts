import type { Column } from '@picojoule/spec';
import { columnHeading } from './format-cell.ts';

/** Headings of columns; unit and provenance that several have in common are told once, in a sentence. */
export function shareUnits(columns: readonly Column[]): {
  readonly headings: readonly string[];
  readonly sentences: readonly string[];
} {
  const groups = new Map<string, string[]>();
  for (const column of columns) {
    const titles = groups.get(told(column));
    if (titles === undefined) groups.set(told(column), [column.title]);
    else titles.push(column.title);
  }
  const isShared = (what: string) => what !== '' && groups.get(what)!.length > 1;
  return {
    headings: columns.map((one) => (isShared(told(one)) ? one.title : columnHeading(one))),
    sentences: [...groups].flatMap(([what, titles]) =>
      isShared(what) ? [`${titles.join(', ')}: ${what}.`] : [],
    ),
  };
}

const told = ({ unit, provenance }: Column) =>
  [unit, provenance].filter((one) => one !== undefined).join(', ');
