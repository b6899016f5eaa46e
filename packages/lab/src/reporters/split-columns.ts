/**
 * Parts a table that is too wide into several, each with the first column: positions of the columns by
 * part. A column that does not even fit beside the first has a part of its own.
 *
 * @param least Width that each column needs.
 * @param gap Width between two columns.
 */
export function splitColumns(least: readonly number[], room: number, gap: number): number[][] {
  const [first, ...others] = least;
  if (first === undefined) return [[]];
  const parts: number[][] = [[0]];
  let taken = first;
  others.forEach((width, i) => {
    const part = parts.at(-1)!;
    if (part.length > 1 && taken + gap + width > room) {
      parts.push([0, i + 1]);
      taken = first + gap + width;
    } else {
      part.push(i + 1);
      taken += gap + width;
    }
  });
  return parts;
}
