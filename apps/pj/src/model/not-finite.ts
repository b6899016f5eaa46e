import { countNonFinite } from '@picojoule/graph';
import type { Graph } from '@picojoule/spec';

/** Parameters that are named; the rest are counted. */
const NAMED = 10;

/** Which parameters hold NaN or infinities, as a clause; undefined where none does. */
export function notFinite(graph: Graph): string | undefined {
  const found = countNonFinite(graph);
  if (found.length === 0) return undefined;
  const values = found.reduce((sum, { count }) => sum + count, 0);
  const names = found.slice(0, NAMED).map(({ parameter, count }) => `"${parameter}" (${count})`);
  const rest = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  const are = values === 1 ? 'value is' : 'values are';
  return `${values} ${are} NaN or infinite, in ${names.join(', ')}${rest}`;
}
