import type { CommandCall } from '../errors.ts';
import { numberOption } from '../terminal/number-option.ts';

/** What a user may choose of the work that is priced. */
export interface PriceSettings {
  readonly batch: number | undefined;
  readonly bits: number | undefined;
  /** Share of non-zeros of feature maps, or a JSON file of them by value. */
  readonly density: number | string | undefined;
  readonly training: boolean;
}

const COUNT = { least: 1, most: 65_536, whole: true };
const RANGES = {
  batch: COUNT,
  bits: { ...COUNT, most: 64 },
  images: COUNT,
  density: { least: 0, most: 1 },
};

export type PriceNumber = keyof typeof RANGES;

/** A number of the command line, within what can be priced. */
export const priceNumber = (
  name: PriceNumber,
  text: string | undefined,
  call: CommandCall,
  option = `--${name}`,
): number | undefined => numberOption(option, text, RANGES[name], call);

interface PriceArguments {
  readonly batch: string | undefined;
  readonly bits: string | undefined;
  readonly density: string | undefined;
  readonly training: boolean | undefined;
}

export function priceSettings(args: PriceArguments, call: CommandCall): PriceSettings {
  const { density } = args;
  return {
    batch: priceNumber('batch', args.batch, call),
    bits: priceNumber('bits', args.bits, call),
    density: density?.endsWith('.json') ? density : priceNumber('density', density, call),
    training: args.training === true,
  };
}
