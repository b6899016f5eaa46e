import { type CommandCall, optionValue } from '../errors.ts';

export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

/** The number of an option; what is none, or out of range, is wrong usage. */
export function numberOption(
  option: string,
  text: string,
  { least, most, whole = false }: NumberRange,
  call: CommandCall,
): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw optionValue(option, text, `${kind} from ${least} to ${most}`, call);
}
