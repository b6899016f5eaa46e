import { parseArgs } from 'node:util';
import type { ArgDef, ArgsDef } from 'citty';
import {
  argumentMissing,
  argumentUnexpected,
  type CommandCall,
  optionTwice,
  optionUnknown,
  optionValue,
} from '../errors.ts';
import { nearest } from './nearest.ts';

/**
 * Refuses what citty would let pass: unknown options, options without their value or with two,
 * arguments too many. `rawArgs` are those after the command's words.
 *
 * @throws PicojouleError of usage: what is wrong, the nearest match, the example.
 */
export function checkArguments(
  rawArgs: readonly string[],
  definitions: ArgsDef,
  call: CommandCall,
): void {
  const options = Object.entries(definitions).filter(([, { type }]) => type !== 'positional');
  const byFlag = new Map<string, readonly [string, ArgDef]>();
  for (const [name, definition] of options) {
    byFlag.set(name, [name, definition]);
    const { alias = [] } = definition as { alias?: string | string[] };
    for (const other of [alias].flat()) byFlag.set(other, [name, definition]);
  }
  const { tokens } = parseArgs({
    args: [...rawArgs],
    options: Object.fromEntries(
      options.map(([name, { type }]) => [name, { type: type === 'boolean' ? type : 'string' }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given: string[] = [];
  const valued = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(token.value);
    if (token.kind !== 'option') continue;
    const found = byFlag.get(token.name) ?? byFlag.get(token.name.replace(/^no-/, ''));
    if (found === undefined) {
      const close = nearest(token.name, byFlag.keys());
      throw optionUnknown(token.rawName, close && `--${close}`, call);
    }
    const [name, definition] = found;
    checkValue(token.rawName, token.value, definition, call);
    if (definition.type === 'boolean') continue;
    if (valued.has(name)) throw optionTwice(token.rawName, call);
    valued.add(name);
  }
  checkPositionals(given, definitions, call);
}

function checkValue(
  rawName: string,
  value: string | undefined,
  definition: ArgDef,
  call: CommandCall,
): void {
  if (definition.type === 'boolean') {
    if (value !== undefined && value !== 'true' && value !== 'false')
      throw optionValue(rawName, value, 'no value', call);
    return;
  }
  const choices = definition.type === 'enum' ? (definition.options ?? []) : [];
  const expected =
    choices.length > 0 ? `one of ${choices.join(', ')}` : (definition.valueHint ?? 'a value');
  if (value === undefined || value === '' || /^--?[a-z]/i.test(value))
    throw optionValue(rawName, undefined, expected, call);
  if (choices.length > 0 && !choices.includes(value))
    throw optionValue(rawName, value, expected, call);
}

function checkPositionals(given: readonly string[], definitions: ArgsDef, call: CommandCall) {
  const wanted = Object.entries(definitions).filter(([, { type }]) => type === 'positional');
  for (const [i, [name, { required }]] of wanted.entries())
    if (given[i] === undefined && required !== false) throw argumentMissing(name, call);
  const extra = given[wanted.length];
  if (extra !== undefined) throw argumentUnexpected(extra, call);
}
