import { expectTypeOf } from 'vitest';
import {
  add,
  type bits,
  type EnergyEstimate,
  type EnergyModel,
  type Joules,
  joules,
  type MacUnits,
  macUnits,
  type Quantity,
  scale,
  seconds,
  watts,
} from './index.ts';

// Quantities of one unit add and scale, and stay of their unit.
declare const many: readonly MacUnits[];
expectTypeOf(add(...many)).toEqualTypeOf<MacUnits>();
expectTypeOf(add(joules(1), joules(2))).toEqualTypeOf<Joules>();
expectTypeOf(scale(macUnits(3), 2)).toEqualTypeOf<MacUnits>();
expectTypeOf<Joules>().toExtend<number>();

// @ts-expect-error joules and MAC units do not add
add(joules(1), macUnits(2));
// @ts-expect-error nor joules and watts
add(joules(1), watts(2));
// @ts-expect-error nor joules and plain numbers
add(joules(1), 2);
// @ts-expect-error a plain number has no unit
const unitless: Joules = 3;
// @ts-expect-error a number of another unit has the wrong one
const wrong: Joules = macUnits(3);
// @ts-expect-error seconds are no bits
const width: ReturnType<typeof bits> = seconds(1);
export type Declared = [typeof unitless, typeof wrong, typeof width];

// The unit of an energy model is part of its type, and of its estimates'.
declare const modelInJoules: EnergyModel<'J'>;
declare const estimateInMacs: EnergyEstimate<'MAC'>;
expectTypeOf(modelInJoules.estimate([]).total).toEqualTypeOf<Joules>();
// @ts-expect-error joules where MAC units are asked
const model: EnergyModel<'MAC'> = modelInJoules;
// @ts-expect-error MAC units where joules are asked
const estimate: EnergyEstimate<'J'> = estimateInMacs;
const either: EnergyModel = modelInJoules;
expectTypeOf(either).not.toEqualTypeOf(model);
expectTypeOf(estimate.total).toEqualTypeOf<Joules>();
// @ts-expect-error parts of a model in joules are in joules
add(macUnits(1), modelInJoules.estimate([]).layers[0]!.parts[0]!.energy);
// @ts-expect-error there is no energy unit "kcal"
type Impossible = EnergyModel<'kcal'>;
expectTypeOf<Impossible>().not.toBeAny();

// Also where the unit is a parameter, as in a combinator of models.
export const sum = <Unit extends 'J' | 'MAC'>(terms: readonly Quantity<Unit>[]): Quantity<Unit> =>
  add(...terms);
