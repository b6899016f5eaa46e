declare const unit: unique symbol;

/** A number that carries its unit in the type, so that quantities of two units cannot be mixed. */
export type Quantity<Unit extends string> = number & { readonly [unit]: Unit };

export type Joules = Quantity<'J'>;
export type Watts = Quantity<'W'>;
export type Seconds = Quantity<'s'>;
export type Bits = Quantity<'bit'>;
/** Energy in units of one multiply-accumulate of the modelled chip (16 bit unless its model says otherwise). */
export type MacUnits = Quantity<'MAC'>;

/** The units in which an energy model may answer; a proxy counts, and its unit is what it counts. */
export type EnergyUnit = 'MAC' | 'J' | 'weight';

/** A unit as people read it. */
export const unitName = (unit: EnergyUnit): string =>
  ({ MAC: 'MAC units', J: 'J', weight: 'weights' })[unit];

export const joules = (value: number) => value as Joules;
export const watts = (value: number) => value as Watts;
export const seconds = (value: number) => value as Seconds;
export const bits = (value: number) => value as Bits;
export const macUnits = (value: number) => value as MacUnits;

/**
 * Adds quantities of one unit; quantities of two units do not compile. Where the unit is not known yet
 * (`Quantity<'J' | 'MAC'>`), look at it first: the compiler cannot tell that the terms differ.
 */
export function add<Q extends Quantity<string>>(...terms: readonly Q[]): Q {
  return terms.reduce<number>((sum, term) => sum + term, 0) as Q;
}

/** Scales a quantity by a pure number. */
export function scale<Unit extends string>(
  quantity: Quantity<Unit>,
  factor: number,
): Quantity<Unit> {
  return (quantity * factor) as Quantity<Unit>;
}
