import type { EnergyDataType, EnergyEstimate, EnergyUnit, Pass, Quantity } from '@picojoule/spec';
import { byDataType } from '../break-down.ts';

/** One layer pass of an estimate, as the online tool breaks it down; a plain value for JSON. */
export interface BreakdownRow<Unit extends EnergyUnit = EnergyUnit>
  extends Readonly<Record<EnergyDataType, Quantity<Unit>>> {
  readonly layer: string;
  readonly pass: Pass;
  readonly total: Quantity<Unit>;
}

/** Energy per layer pass and data type, in the order of the estimate. */
export function breakdownRows<Unit extends EnergyUnit>(
  estimate: EnergyEstimate<Unit>,
): BreakdownRow<Unit>[] {
  return estimate.layers.map((one) => ({
    layer: one.layer,
    pass: one.pass,
    ...byDataType({ ...estimate, layers: [one] }),
    total: one.total,
  }));
}
