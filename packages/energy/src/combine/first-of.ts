import type { EnergyModel, EnergyUnit } from '@picojoule/spec';
import { type Combined, combined, describe, layersNamed, record, unitOf } from './combined.ts';
import { dispatch, type NameOf } from './dispatch.ts';

/**
 * A model that leaves each workload to the first of its models that prices it: such as one for
 * convolutions and, behind it, one for all else. What none prices is unpriced, with all their reasons. A
 * workload that a model refuses with an error (it cannot be mapped) is not passed on: the error is thrown.
 *
 * Models of two units do not compile.
 *
 * @throws PicojouleError `ENERGY_UNITS`.
 */
export function firstOf(
  first: EnergyModel<'MAC'>,
  ...others: readonly EnergyModel<'MAC'>[]
): Combined<'MAC'>;
export function firstOf(
  first: EnergyModel<'J'>,
  ...others: readonly EnergyModel<'J'>[]
): Combined<'J'>;
export function firstOf<Unit extends EnergyUnit>(
  ...models: readonly EnergyModel<Unit>[]
): Combined<Unit> {
  const unit = unitOf('firstOf', models);
  const name = (of: NameOf<Unit>) => models.map(of).join(', else ');
  const model = dispatch<Unit>(unit, name, (workload) => {
    const reasons: string[] = [];
    for (const candidate of models) {
      const [refusal] = candidate.estimate([workload]).unpriced;
      if (refusal === undefined) return { model: candidate };
      reasons.push(`${describe(candidate)}: ${refusal.reason}`);
    }
    return { unpriced: reasons.join('; ') };
  });
  return combined('first-of', { models: models.map(record) }, { ...model, ...layersNamed(models) });
}
