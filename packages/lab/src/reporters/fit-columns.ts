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
 * at spaces alone; they may take more where numbers leave no other choice.
 */
export function fitColumns(columns: readonly TextColumn[], room: number): number[] {
  const widths = columns.map(({ texts }) => widest(texts));
  const numbers = columns.map(({ texts, numeric }) => (numeric ? widest(texts.slice(1)) : 0));
  const unbroken = columns.map(({ texts }, i) =>
    Math.max(numbers[i]!, widest(texts.flatMap((text) => text.split(' ')))),
  );
  const broken = widths.map((width, i) =>
    columns[i]!.numeric ? numbers[i]! : Math.min(width, NARROWEST),
  );
  for (const least of [unbroken, broken]) {
    for (let excess = sum(widths) - room; excess > 0; excess--) {
      const shrinkable = [...widths.keys()].filter((i) => widths[i]! > least[i]!);
      if (shrinkable.length === 0) break;
      const widestOne = shrinkable.reduce((a, b) => (widths[b]! > widths[a]! ? b : a));
      widths[widestOne]! -= 1;
    }
  }
  return widths;
}

const widest = (texts: readonly string[]): number =>
  texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);

const sum = (terms: readonly number[]): number => terms.reduce((a, b) => a + b, 0);
