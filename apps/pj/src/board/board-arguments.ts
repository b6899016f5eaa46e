import type { Faults } from '@picojoule/link';
import type { ParsedArgs } from 'citty';
import { type CommandCall, optionAlone } from '../errors.ts';
import { numberOption } from '../terminal/number-option.ts';
import { GOLDEN } from './golden-port.ts';

export interface BoardArguments {
  readonly port: string;
  readonly baud: number;
  readonly faults: Faults & { readonly seed: number };
}

/** Options of all commands that talk to a board. */
export const portArgs = {
  port: {
    type: 'string',
    valueHint: 'path',
    description: 'Serial port; without one, the golden device in this process (simulated)',
  },
  baud: {
    type: 'string',
    valueHint: 'rate',
    description: 'At which the board starts (Default: 1000000)',
  },
} as const;

/** Faults of the wire to a simulated board. */
export const faultArgs = {
  drop: { type: 'string', valueHint: 'share', description: 'Of the chunks of bytes that are lost' },
  flip: { type: 'string', valueHint: 'share', description: 'With a changed bit' },
  duplicate: { type: 'string', valueHint: 'share', description: 'That arrive twice' },
  cut: { type: 'string', valueHint: 'share', description: 'That end early' },
  seed: { type: 'string', valueHint: 'number', description: 'Of the faults (Default: 1)' },
} as const;

/** For the golden device in this process, which need not wait for anything. */
export const timeArgs = {
  fast: {
    type: 'boolean',
    description: 'Of the golden device: simulated time, which passes as fast as it is computed',
  },
} as const;

/** The golden device's option for `--fast`. */
export const timeOf = (fast: boolean | undefined) => ({
  time: fast === true ? ('simulated' as const) : ('real' as const),
});

type Given = ParsedArgs<typeof portArgs & typeof faultArgs & typeof timeArgs>;

/** The options as the user gave them; faults on a real port are wrong usage. */
export function boardArguments(args: Partial<Given>, call: CommandCall): BoardArguments {
  const { port = GOLDEN, baud } = args;
  const faults = faultsOf(args, call);
  const simulated = [...Object.keys(faultArgs), ...Object.keys(timeArgs)] as (keyof Given)[];
  const given = simulated.find((name) => args[name] !== undefined);
  if (port !== GOLDEN && given !== undefined) {
    throw optionAlone(`--${String(given)}`, 'the golden device: leave out --port', call);
  }
  return { port, baud: baudOf(baud, call), faults };
}

const RATES = { least: 1200, most: 12_000_000, whole: true };

export const baudOf = (baud: string | undefined, call: CommandCall): number =>
  numberOption('--baud', baud ?? '1000000', RATES, call);

export function faultsOf(
  args: Partial<ParsedArgs<typeof faultArgs>>,
  call: CommandCall,
): Faults & { readonly seed: number } {
  const share = (name: 'drop' | 'flip' | 'duplicate' | 'cut') =>
    numberOption(`--${name}`, args[name] ?? '0', { least: 0, most: 0.9 }, call);
  const range = { least: 0, most: 2 ** 31 - 1, whole: true };
  return {
    drop: share('drop'),
    flip: share('flip'),
    duplicate: share('duplicate'),
    cut: share('cut'),
    seed: numberOption('--seed', args.seed ?? '1', range, call),
  };
}
