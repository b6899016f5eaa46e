import type { AccessCount, EnergyPart, EnergyUnit, Quantity } from '@picojoule/spec';

/** The parts of an estimate from what it counts: energies summed by data type and level, in order. */
export function sumAccesses<Unit extends EnergyUnit>(
  accesses: readonly AccessCount<Unit>[],
): EnergyPart<Unit>[] {
  const parts = new Map<string, EnergyPart<Unit>>();
  for (const { dataType, level, energy } of accesses) {
    const key = `${dataType} ${level}`;
    const sum = ((parts.get(key)?.energy ?? 0) + energy) as Quantity<Unit>;
    parts.set(key, { dataType, level, energy: sum });
  }
  return [...parts.values()];
}
