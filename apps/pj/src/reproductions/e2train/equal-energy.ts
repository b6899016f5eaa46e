import type { ArmRecord } from './arm-record.ts';

type Spent = Pick<ArmRecord, 'executed' | 'energy'>;

/**
 * Steps of plain training that cost what another training did, by the energy model: the control of Li et
 * al., "Budgeted Training", ICLR 2020, whose schedule is scaled to these steps. At least one.
 */
export const equalEnergySteps = (standard: Spent, saved: Pick<ArmRecord, 'energy'>): number =>
  Math.max(1, Math.round((saved.energy * standard.executed) / standard.energy));
