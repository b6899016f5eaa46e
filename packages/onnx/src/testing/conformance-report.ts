import type { CaseResult } from './check-case.ts';

/** What became of the cases of one way to run them. */
export interface ConformanceRun {
  /** How the graph was run, such as "export, then ONNX Runtime". */
  readonly way: string;
  readonly results: readonly CaseResult[];
}

/** Totals by way and suite, and each case that does not match with its reason, as Markdown. */
export function conformanceReport(runs: readonly ConformanceRun[]): string {
  return [
    '| run by | suite | relevant | match | share | differ | refused |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...runs.flatMap(totals),
    '',
    `Of those that match, ${foldedCount(runs)} were computed by the importer alone (their inputs, such as shapes, have to be known).`,
    '',
    ...reasonTable(runs),
  ].join('\n');
}

function totals({ way, results }: ConformanceRun): readonly string[] {
  const row = (suite: string, of: readonly CaseResult[]) => {
    const count = (outcome: string) => of.filter((result) => result.outcome === outcome).length;
    const share = ((100 * count('match')) / of.length).toFixed(1);
    return `| ${way} | ${suite} | ${of.length} | ${count('match')} | ${share} % | ${count('mismatch')} | ${count('refused')} |`;
  };
  const suites = [...new Set(results.map(({ suite }) => suite))];
  return [
    ...suites.map((suite) =>
      row(
        suite,
        results.filter((result) => result.suite === suite),
      ),
    ),
    row('**all**', results),
  ];
}

const foldedCount = (runs: readonly ConformanceRun[]) =>
  Math.max(
    0,
    ...runs.map(
      ({ results }) =>
        results.filter(({ outcome, folded }) => outcome === 'match' && folded).length,
    ),
  );

/** Cases that do not match, those of one reason and the same ways in one row. */
function reasonTable(runs: readonly ConformanceRun[]): readonly string[] {
  const ways = new Map<string, string[]>();
  for (const { way, results } of runs) {
    for (const { outcome, reason, name } of results) {
      if (outcome === 'match') continue;
      const key = JSON.stringify([
        outcome === 'refused' ? 'refused' : 'differs',
        plain(reason),
        name,
      ]);
      ways.set(key, [...(ways.get(key) ?? []), way]);
    }
  }
  const rows = new Map<string, string[]>();
  for (const [key, by] of ways) {
    const [outcome, reason, name] = JSON.parse(key) as [string, string, string];
    const row = `| ${outcome} | ${reason} | ${by.length === runs.length ? 'all' : by.join(', ')} |`;
    rows.set(row, [...(rows.get(row) ?? []), name.replace(/^test_/, '')]);
  }
  if (rows.size === 0) return ['All match.', ''];
  return [
    '| outcome | reason | run by | cases |',
    '|---|---|---|---|',
    ...[...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([row, names]) => `${row} ${names.join(', ')} |`),
    '',
  ];
}

/** A reason in one line, without the nodes. */
const plain = (reason: string) =>
  reason
    .replace('the model needs what cannot be imported:', '')
    .replaceAll(/\("[^)]*\)/g, '')
    .replaceAll(/\s*\n\s*- /g, ' ')
    .replaceAll('|', '\\|')
    .trim();
