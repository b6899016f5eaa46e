import type { CaseResult } from './check-case.ts';

/** What became of the cases of one way to run them. */
export interface ConformanceRun {
  /** How the graph was run, such as "export, ONNX Runtime". */
  readonly way: string;
  readonly results: readonly CaseResult[];
}

/** Totals by suite, and each case that does not match with its reason, as Markdown. */
export function conformanceReport({ way, results }: ConformanceRun): string {
  const suites = [...new Set(results.map(({ suite }) => suite))];
  const count = (suite: string | undefined, outcome?: string) =>
    results.filter(
      (result) =>
        (suite === undefined || result.suite === suite) &&
        (outcome === undefined || result.outcome === outcome),
    ).length;
  const row = (title: string, suite: string | undefined) => {
    const matched = count(suite, 'match');
    const share = ((100 * matched) / count(suite)).toFixed(1);
    return `| ${title} | ${count(suite)} | ${matched} | ${share} % | ${count(suite, 'mismatch')} | ${count(suite, 'refused')} |`;
  };
  const folded = results.filter(({ outcome, folded }) => outcome === 'match' && folded).length;
  return [
    `### ${way}`,
    '',
    '| suite | relevant | match | share | differ | refused |',
    '|---|--:|--:|--:|--:|--:|',
    ...suites.map((suite) => row(suite, suite)),
    row('**all**', undefined),
    '',
    `Of those that match, ${folded} were computed by the importer alone (their inputs, such as shapes, have to be known).`,
    '',
    ...reasonTable(results),
  ].join('\n');
}

/** Cases that do not match, those of one reason in one row. */
function reasonTable(results: readonly CaseResult[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { outcome, reason, name } of results) {
    if (outcome === 'match') continue;
    const key = `${outcome === 'refused' ? 'refused' : 'differs'} | ${plain(reason)}`;
    groups.set(key, [...(groups.get(key) ?? []), name.replace(/^test_/, '')]);
  }
  if (groups.size === 0) return ['All match.', ''];
  const rows = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '| outcome | reason | cases |',
    '|---|---|---|',
    ...rows.map(([key, names]) => `| ${key} | ${names.join(', ')} |`),
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
