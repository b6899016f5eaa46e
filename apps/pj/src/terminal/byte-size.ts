import { type CommandCall, optionValue } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** A size in bytes, such as `64kB` or `256MB`; what is none, or above `most`, is wrong usage. */
export function byteSize(option: string, text: string, most: number, call: CommandCall): number {
  const [, digits = '', unit = ''] = /^(\d+)(B|kB|MB|GB)?$/.exec(text.trim()) ?? [];
  const size = digits === '' ? Number.NaN : Number(digits) * UNITS[unit]!;
  if (size >= 1 && size <= most) return size;
  throw optionValue(option, text, 'a size such as 64kB or 256MB, up to 1GB', call);
}
