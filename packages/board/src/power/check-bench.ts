import { calibrationOfAnother } from '../errors.ts';
import type { Calibration } from './calibration.ts';

/**
 * A calibration holds for the board, and where it is known the sensor, that it was made of.
 *
 * @param path Of its file, if it has one.
 * @throws PicojouleError `POWER_CALIBRATION`.
 */
export function checkBench(
  calibration: Bench,
  ours: Omit<Bench, 'sensor'> & Partial<Bench>,
  path?: string,
): void {
  const { board, simulated, sensor } = calibration;
  const same = board === ours.board && simulated === ours.simulated;
  if (same && (ours.sensor ?? sensor) === sensor) return;
  throw calibrationOfAnother(path, named(calibration), named({ sensor: 'a sensor', ...ours }));
}

type Bench = Pick<Calibration, 'board' | 'simulated' | 'sensor'>;

const named = ({ board, simulated, sensor }: Bench): string =>
  `${simulated ? 'simulated ' : ''}board "${board}" with ${sensor}`;
