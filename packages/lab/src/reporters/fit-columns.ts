import { widthOf } from './plain-text.ts';

/** A text column folds down to this where the table would not fit otherwise. */
const NARROWEST = 10;

export interface TextColumn {
  /** The heading first. */
  readonly texts: readonly string[];
  /** Its cells are never folded; its heading may be. */
  readonly numeric: boolean;
}

/**
 * Widths for columns that are to take `room` together. The widest gives way first, at first by folding
 * at spaces alone, then names within words, and headings of numbers only where nothing else is left.
 */
export function fitColumns(columns: readonly TextColumn[], room: number): number[] {
  const widths = columns.map(({ texts }) => widest(texts));
  const unbroken = columns.map(unbrokenWidth);
  const broken = columns.map(({ texts, numeric }) =>
    numeric ? widest(texts.slice(1)) : Math.min(widest(texts), NARROWEST),
  );
  for (const least of [unbroken, columns.map(leastWidth), broken]) {
    for (let excess = sum(widths) - room; excess > 0; excess--) {
      const shrinkable = [...widths.keys()].filter((i) => widths[i]! > least[i]!);
      if (shrinkable.length === 0) break;
      const widestOne = shrinkable.reduce((a, b) => (widths[b]! > widths[a]! ? b : a));
      widths[widestOne]! -= 1;
    }
  }
  return widths;
}

/** The width that a column can be folded to with no word of a number's heading broken. */
export const leastWidth = (column: TextColumn): number =>
  column.numeric ? unbrokenWidth(column) : Math.min(unbrokenWidth(column), NARROWEST);

/** The width that a column can be folded to at spaces, numbers left whole. */
export const unbrokenWidth = ({ texts, numeric }: TextColumn): number =>
  numeric
    ? Math.max(widest(texts[0]!.split(' ')), widest(texts.slice(1)))
    : widest(texts.flatMap((text) => text.split(' ')));

const widest = (texts: readonly string[]): number =>
  texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);

export const sum = (terms: readonly number[]): number => terms.reduce((a, b) => a + b, 0);
