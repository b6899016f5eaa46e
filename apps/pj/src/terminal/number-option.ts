import { type CommandCall, optionValue } from '../errors.ts';

export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

/** The number of an option, if it was given; what is none, or out of range, is wrong usage. */
export function numberOption<Text extends string | undefined>(
  option: string,
  text: Text,
  range: NumberRange,
  call: CommandCall,
): number | Extract<Text, undefined>;
export function numberOption(
  option: string,
  text: string | undefined,
  { least, most, whole = false }: NumberRange,
  call: CommandCall,
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw optionValue(option, text, `${kind} from ${least} to ${most}`, call);
}
