import type { EnergyEstimate, ReportSection } from '@picojoule/spec';
import { passName } from './parts.ts';

type Found = Pick<EnergyEstimate, 'unpriced'>;

/** What an estimate leaves out, a sentence per reason. */
export const unpricedNotes = (estimate: Found): string[] =>
  byReason(estimate).map(([reason, layers]) => `Not priced: ${layers.join(', ')} (${reason}).`);

export function unpricedSection(estimate: Found): ReportSection {
  return {
    title: 'Not priced',
    table: {
      columns: [{ title: 'reason' }, { title: 'layers' }, { title: 'which' }],
      rows: byReason(estimate).map(([reason, layers]) => [
        reason,
        layers.length,
        layers.join(', '),
      ]),
    },
  };
}

function byReason({ unpriced }: Found): [string, string[]][] {
  const reasons = new Map<string, string[]>();
  for (const one of unpriced)
    reasons.set(one.reason, [...(reasons.get(one.reason) ?? []), passName(one)]);
  return [...reasons];
}
