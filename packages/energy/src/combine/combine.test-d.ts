import { type EnergyModel, type Joules, joules, type MacUnits, macUnits } from '@picojoule/spec';
import { expectTypeOf } from 'vitest';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { macs } from '../macs.ts';
import { parameters } from '../parameters.ts';
import { firstOf } from './first-of.ts';
import { inJoules } from './in-joules.ts';
import { perLayer } from './per-layer.ts';
import { sum } from './sum.ts';

declare const inJ: EnergyModel<'J'>;
declare const either: EnergyModel;

// A combination has the unit of its models.
expectTypeOf(sum(eyeriss(), macs()).estimate([]).total).toEqualTypeOf<MacUnits>();
expectTypeOf(sum(inJ, inJ).estimate([]).total).toEqualTypeOf<Joules>();
expectTypeOf(firstOf(eyeriss(), macs()).unit).toEqualTypeOf<'MAC'>();
expectTypeOf(perLayer({ CONV1: inJ, '*': inJ }).unit).toEqualTypeOf<'J'>();
expectTypeOf(inJoules(eyeriss(), joules(1)).unit).toEqualTypeOf<'J'>();
expectTypeOf(sum(inJoules(macs(), joules(1)), inJ).unit).toEqualTypeOf<'J'>();

export const wrong = [
  // @ts-expect-error MACs and joules have no sum
  () => sum(eyeriss(), inJ),
  // @ts-expect-error in either order
  () => sum(inJ, eyeriss()),
  // @ts-expect-error nor is one the alternative of the other
  () => firstOf(eyeriss(), inJ),
  // @ts-expect-error nor the price of another layer
  () => perLayer({ CONV1: eyeriss(), '*': inJ }),
  // @ts-expect-error joules are not turned into joules
  () => inJoules(inJ, joules(1)),
  // @ts-expect-error a plain number is no energy
  () => inJoules(eyeriss(), 2e-12),
  // @ts-expect-error nor are MACs
  () => inJoules(eyeriss(), macUnits(1)),
  // @ts-expect-error weights are no energy
  () => sum(parameters(), eyeriss()),
  // @ts-expect-error in no combination
  () => firstOf(eyeriss(), parameters()),
  // @ts-expect-error
  () => perLayer({ CONV1: eyeriss(), '*': parameters() }),
  // @ts-expect-error and have none each
  () => inJoules(parameters(), joules(1)),
  // @ts-expect-error of unknown unit, look at it first
  () => sum(either, eyeriss()),
  // @ts-expect-error nothing has no unit
  () => sum(),
];
