import { type Quartiles, quartilesOf } from './spread.ts';
import type { Interval } from './time-stage.ts';

/** How far seconds may be above executed MACs, and above modelled energy, all as shares of full training. */
export const ABOVE = 0.08;

/** What seconds are held to. */
type Work = 'macs' | 'energy';

/** Of an arm against another, in the same rounds. */
export interface TimeAgainst {
  /** Seconds, executed MACs and energy as shares of the other's. */
  readonly shares: Readonly<Record<'seconds' | Work, Quartiles>>;
  /** The share of seconds less that of the work, of the same round. */
  readonly above: Readonly<Record<Work, Quartiles>>;
}

/** Nothing where one of the two was not timed. */
export function timeAgainst(
  intervals: readonly Interval[],
  key: string,
  other: string,
): TimeAgainst | undefined {
  const rounds = intervals
    .filter((one) => one.key === key)
    .flatMap((one) => {
      const partner = intervals.find(({ key: its, round }) => its === other && round === one.round);
      if (partner === undefined) return [];
      const share = (figure: 'seconds' | Work) => one[figure] / partner[figure];
      return [{ seconds: share('seconds'), macs: share('macs'), energy: share('energy') }];
    });
  if (rounds.length === 0) return undefined;
  const share = (figure: 'seconds' | Work) => quartilesOf(rounds.map((round) => round[figure]));
  const above = (work: Work) => quartilesOf(rounds.map((round) => round.seconds - round[work]));
  return {
    shares: { seconds: share('seconds'), macs: share('macs'), energy: share('energy') },
    above: { macs: above('macs'), energy: above('energy') },
  };
}

/** What is promised of an arm's seconds against full training's; nothing where it was not timed. */
export function secondsAbove(
  intervals: readonly Interval[],
  key: string,
): { readonly work: 'executed MACs' | 'modelled energy'; readonly above: number }[] {
  const found = key === 'standard' ? undefined : timeAgainst(intervals, key, 'standard');
  if (found === undefined) return [];
  const { macs, energy } = found.above;
  return [
    { work: 'executed MACs', above: macs.median },
    { work: 'modelled energy', above: energy.median },
  ];
}
