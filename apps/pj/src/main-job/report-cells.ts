import { type Column, unitName } from '@picojoule/spec';
import type { Results } from './results.ts';

/** Null, shown as a dash, where there is nothing to divide by. */
export const ratioOf = (part: number, whole: number) => (whole === 0 ? null : part / whole);
export const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;
export const text = (title: string): Column => ({ title });
export const whole = (title: string): Column => ({ title, format: 'integer' });

type Modelled = Pick<Results, 'energy'>;

/** What a proxy counts is not modelled. */
export const energyColumn = (
  results: Modelled,
  title = capital(`${energyName(results)}${perOf(results)}`),
): Column => ({
  title,
  unit: energyUnit(results),
  format: 'si',
  ...(results.energy.proxy === undefined && { provenance: 'modelled' }),
});

/** Of a plot. */
export const energyAxis = (results: Modelled): string =>
  results.energy.proxy === undefined
    ? `Modelled energy per image (${results.energy.unit})`
    : `${capital(energyUnit(results))}${perOf(results)}`;

const energyUnit = ({ energy }: Modelled) => energy.proxy?.counts ?? unitName(energy.unit);
const energyName = ({ energy }: Modelled) => (energy.proxy === undefined ? 'energy' : 'count');
const perOf = ({ energy }: Modelled) => (energy.proxy?.perImage === false ? '' : ' per image');
const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
