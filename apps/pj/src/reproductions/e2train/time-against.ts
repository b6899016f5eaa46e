import { type Quartiles, quartilesOf } from './spread.ts';
import type { Interval } from './time-stage.ts';

/** How far seconds may be above executed MACs, and above modelled energy, all as shares of full training. */
export const ABOVE = 0.08;

type Figure = 'seconds' | 'macs' | 'energy';

/** Seconds, executed MACs and energy of an arm against another in the same rounds. */
export function timeAgainst(
  intervals: readonly Interval[],
  key: string,
  other: string,
): Readonly<Record<Figure, Quartiles>> | undefined {
  const pairs = intervals
    .filter((one) => one.key === key)
    .flatMap((one) => {
      const partner = intervals.find(({ key: its, round }) => its === other && round === one.round);
      return partner === undefined ? [] : [{ one, partner }];
    });
  if (pairs.length === 0) return undefined;
  const ratio = (figure: Figure) =>
    quartilesOf(pairs.map(({ one, partner }) => one[figure] / partner[figure]));
  return { seconds: ratio('seconds'), macs: ratio('macs'), energy: ratio('energy') };
}

/** Median seconds of an arm less its work, both as shares of full training's; nothing where it was not timed. */
export function secondsAbove(
  intervals: readonly Interval[],
  key: string,
): { readonly work: 'executed MACs' | 'modelled energy'; readonly above: number }[] {
  const found = key === 'standard' ? undefined : timeAgainst(intervals, key, 'standard');
  if (found === undefined) return [];
  const { seconds, macs, energy } = found;
  return [
    { work: 'executed MACs', above: seconds.median - macs.median },
    { work: 'modelled energy', above: seconds.median - energy.median },
  ];
}
