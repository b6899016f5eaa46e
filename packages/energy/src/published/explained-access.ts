import type { EnergyDataType, LayerExplanation } from '@picojoule/spec';

/** Words of a data type that are read, or written, at a level. */
export const accessesAt = (
  { accesses }: LayerExplanation,
  dataType: EnergyDataType,
  level: string,
  kind: 'read' | 'write',
): number =>
  accesses
    .filter((each) => each.dataType === dataType && each.level === level)
    .filter(({ per }) => per.startsWith(kind))
    .reduce((sum, { count }) => sum + count, 0);

/** Energy of a data type at a level, in picojoules. */
export const picojoulesAt = (
  { accesses }: LayerExplanation,
  dataType: EnergyDataType,
  level: string,
): number =>
  accesses
    .filter((each) => each.dataType === dataType && each.level === level)
    .reduce((sum, { energy }) => sum + energy, 0) * 1e12;
