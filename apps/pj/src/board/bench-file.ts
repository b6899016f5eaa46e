import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Calibration, checkBench, parseCalibration } from '@picojoule/board';
import type { Identity } from '@picojoule/link';
import { readInputFile } from '../files/read-file.ts';

/** The calibration of the bench, in the folder where it stands. */
export const BENCH_FILE = 'bench.json';

/** Names the sensor of a golden device, so that one seed's calibration is not taken for another's. */
export const sensorName = ({ simulated }: Identity, seed: number): string =>
  simulated ? `INA226, simulated by seed ${seed}` : 'INA226';

/**
 * The calibration that the user names, else that of this folder if there is one.
 *
 * @param seed Of a golden device's sensor.
 * @throws PicojouleError where the file is none, or of another bench.
 */
export function readBench(
  file: string | undefined,
  directory: string,
  identity: Identity,
  seed: number,
): Calibration | undefined {
  const path = resolve(directory, file ?? BENCH_FILE);
  if (file === undefined && !existsSync(path)) return undefined;
  const bytes = readInputFile(path, directory);
  const calibration = parseCalibration(new TextDecoder().decode(bytes), path);
  checkBench(calibration, { ...identity, sensor: sensorName(identity, seed) });
  return calibration;
}
