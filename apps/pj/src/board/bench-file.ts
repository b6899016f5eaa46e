import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Calibration, checkBench, goldenIdentities, parseCalibration } from '@picojoule/board';
import type { Identity } from '@picojoule/link';
import { readInputFile } from '../files/read-file.ts';

/** The calibration of the bench, in the folder where it stands. */
export const BENCH_FILE = 'bench.json';

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
