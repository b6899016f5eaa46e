import { type Column, unitName } from '@picojoule/spec';
import type { Results } from './results.ts';

/** Null, shown as a dash, where there is nothing to divide by. */
export const ratioOf = (part: number, whole: number) => (whole === 0 ? null : part / whole);
export const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;
export const text = (title: string): Column => ({ title });
export const whole = (title: string): Column => ({ title, format: 'integer' });

export function energyColumn(
  { energy }: Pick<Results, 'energy'>,
  title = 'Energy per image',
): Column {
  return { title, unit: unitName(energy.unit), provenance: 'modelled', format: 'si' };
}
