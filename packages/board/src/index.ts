export { board } from './board.ts';
export { golden } from './golden/golden.ts';
export { type GoldenModel, goldenIdentities } from './golden/golden-device.ts';
export { ecp5, type MachineShape, up5k } from './golden/machine/machine-shape.ts';
export { PROGRAM_INDICES, randomProgram } from './golden/machine/random-program.ts';
export { TensorMachine } from './golden/machine/tensor-machine.ts';
export { RAIL } from './golden/power/activity-prices.ts';
export type { TrueMarker } from './golden/power/sampler.ts';
export { systemClock } from './golden/system-clock.ts';
export { boardPower } from './power/board-power.ts';
export {
  type Calibration,
  calibrate,
  calibrationFile,
  type LoadReading,
  parseCalibration,
} from './power/calibration.ts';
export { checkBench } from './power/check-bench.ts';
export { checkLoads, type LoadBench } from './power/check-loads.ts';
export { type CoverageTrial, coverageTrial, type Trial } from './power/coverage.ts';
export { LoadMeter } from './power/load-meter.ts';
export {
  type MeasuredPhase,
  measurePhases,
  type PhaseMeasurement,
} from './power/measure-phases.ts';
export type { BoardMeterSession, MeteredWindow } from './power/meter-session.ts';
export type { EnergyFigure, PhaseEnergy } from './power/phase-energy.ts';
export { PowerStream } from './power/power-stream.ts';
export { PowerTotals } from './power/power-totals.ts';
export { calibratedReadout, nominalReadout, type Readout } from './power/readout.ts';
export { ina226Limits } from './power/sensor-limits.ts';
export { REFERENCE_LIMIT, simulatedReference } from './power/simulated-reference.ts';
export { type CoverageSummary, summarise } from './power/summarise-coverage.ts';
export { trainingPhases } from './power/training-phases.ts';
export { calibratedBudget, expanded } from './power/uncertainty.ts';
export { windowRules } from './power/window-collector.ts';
export { type ServedDevice, serveGolden } from './pseudo-terminal/serve-golden.ts';
export { openLink } from './session/open-link.ts';
export { packRegister } from './session/register.ts';
