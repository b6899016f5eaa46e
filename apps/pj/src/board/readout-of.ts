import {
  type Calibration,
  calibratedReadout,
  nominalReadout,
  type Readout,
} from '@picojoule/board';

/** How samples are read on a bench: corrected, or as its shunt's nominal resistance has it. */
export const readoutOf = (bench: Calibration | undefined, ohms: number): Readout =>
  bench === undefined ? nominalReadout(ohms) : calibratedReadout(bench);
