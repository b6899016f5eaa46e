/** A Markdown table with aligned columns. What is code keeps its bars. */
export function markdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const all = [titles, ...rows].map((row) => row.map((text) => text.replaceAll('|', '\\|')));
  const widths = titles.map((_, i) => Math.max(3, ...all.map((row) => row[i]!.length)));
  const line = (row: readonly string[], fill: string) =>
    `| ${row.map((text, i) => text.padEnd(widths[i]!, fill)).join(' | ')} |`;
  const rule = titles.map(() => '');
  return [line(all[0]!, ' '), line(rule, '-'), ...all.slice(1).map((row) => line(row, ' '))].join(
    '\n',
  );
}
