import type { ParsedArgs } from 'citty';
import { type CommandCall, optionAlone } from '../errors.ts';
import { numberOption } from '../terminal/number-option.ts';
import { GOLDEN } from './golden-port.ts';

/** Options of all commands that read power. */
export const benchArgs = {
  bench: {
    type: 'string',
    valueHint: 'file',
    description:
      'Calibration of the bench, by default bench.json of this folder; none reads without one',
  },
  shunt: {
    type: 'string',
    valueHint: 'ohm',
    description: "Resistance of the shunt (Default: the calibration's, else 1)",
  },
  sensor: {
    type: 'string',
    valueHint: 'number',
    default: '1',
    description: "Seed of the golden device's sensor",
  },
} as const;

export interface PowerArguments {
  /** As given. */
  readonly ohms: number | undefined;
  readonly sensor: number;
}

/** The options as the user gave them; a seed for a real sensor is wrong usage. */
export function powerArguments(
  { shunt, sensor }: ParsedArgs<typeof benchArgs>,
  port: string,
  call: CommandCall,
): PowerArguments {
  if (port !== GOLDEN && sensor !== '1') {
    throw optionAlone('--sensor', 'the golden device: leave out --port', call);
  }
  const seeds = { least: 0, most: 2 ** 31 - 1, whole: true };
  return {
    ohms: numberOption('--shunt', shunt, { least: 1e-4, most: 1000 }, call),
    sensor: numberOption('--sensor', sensor, seeds, call),
  };
}
