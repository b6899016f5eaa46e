import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Calibration, checkBench, goldenIdentities, parseCalibration } from '@picojoule/board';
import type { Identity } from '@picojoule/link';
import { readInputFile } from '../files/read-file.ts';
import { shuntOfAnother } from './errors.ts';
import type { PowerArguments } from './power-arguments.ts';

/** The calibration of the bench, in the folder where it stands. */
export const BENCH_FILE = 'bench.json';

/** In place of a file: no calibration, even where there is one in the folder. */
export const NO_BENCH = 'none';

/** Of the shunt where neither a calibration nor the user says it. */
export const SHUNT_OHMS = 1;

/** What power is read with. */
interface Bench {
  readonly calibration: Calibration | undefined;
  /** Of the shunt: the calibration's, else as given. */
  readonly ohms: number;
}

/** The verilated board: simulated, and not by a golden device. Its sensor does not err. */
export const isVerilated = ({ simulated, board }: Pick<Identity, 'simulated' | 'board'>): boolean =>
  simulated && board !== goldenIdentities.icebreaker.board;

/**
 * The sensor of a board. Those of golden devices err differently, so that the calibration of one is not
 * taken for another's; behind a port it is the first.
 */
export function sensorName(identity: Identity, seed: number): string {
  if (!identity.simulated) return 'INA226';
  if (isVerilated(identity)) return 'INA226, simulated without errors';
  return `INA226, simulated with the errors that --sensor ${seed} draws`;
}

/**
 * The calibration that the user names, else that of this folder if there is one; `none` takes neither.
 *
 * @param sensor Seed of a golden device's.
 * @throws PicojouleError where the file is none, of another bench, or of another shunt than was given.
 */
export function readBench(
  file: string | undefined,
  directory: string,
  identity: Identity,
  { ohms, sensor }: PowerArguments,
): Bench {
  const path = resolve(directory, file ?? BENCH_FILE);
  if (file === NO_BENCH || (file === undefined && !existsSync(path))) {
    return { calibration: undefined, ohms: ohms ?? SHUNT_OHMS };
  }
  const bytes = readInputFile(path, directory);
  const calibration = parseCalibration(new TextDecoder().decode(bytes), path);
  checkBench(calibration, { ...identity, sensor: sensorName(identity, sensor) }, path);
  const { shunt } = calibration;
  if (ohms !== undefined && ohms !== shunt.ohms) throw shuntOfAnother(path, shunt.ohms, ohms);
  return { calibration, ohms: shunt.ohms };
}
