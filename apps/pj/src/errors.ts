import { PicojouleError } from '@picojoule/spec';

export const USAGE = 'USAGE';

/** Also true for errors of another copy of the contracts, such as a third party's. */
export function isPicojouleError(error: unknown): error is PicojouleError {
  return (
    error instanceof Error && error.name === 'PicojouleError' && 'code' in error && 'next' in error
  );
}

/** Wrong usage ends with exit code 2, everything else with 1. */
export const isUsageError = (code: string): boolean => code.startsWith(USAGE);

export const seeHelp = (command: string, example: string) =>
  `For example: \`${example}\`; \`pj ${command} --help\` lists the options.`;

export const didYouMean = (nearest: string | undefined) =>
  nearest === undefined ? '' : ` Did you mean "${nearest}"?`;

export const commandMissing = () =>
  new PicojouleError({
    code: `${USAGE}_COMMAND_MISSING`,
    message: 'No command was given.',
    next: '`pj --help` lists the commands.',
  });

export const commandUnknown = (name: string, nearest: string | undefined) =>
  new PicojouleError({
    code: `${USAGE}_COMMAND`,
    message: `There is no command "${name}".${didYouMean(nearest)}`,
    next: '`pj --help` lists the commands.',
  });

export interface CommandCall {
  readonly command: string;
  readonly example: string;
}

export const optionUnknown = (
  option: string,
  nearest: string | undefined,
  { command, example }: CommandCall,
) =>
  new PicojouleError({
    code: `${USAGE}_OPTION`,
    message: `\`pj ${command}\` has no option "${option}".${didYouMean(nearest)}`,
    next: seeHelp(command, example),
  });

export const optionValue = (
  option: string,
  value: string | undefined,
  expected: string,
  { command, example }: CommandCall,
) =>
  new PicojouleError({
    code: `${USAGE}_VALUE`,
    message:
      value === undefined
        ? `${option} needs a value: ${expected}.`
        : `${option} cannot be "${value}": it takes ${expected}.`,
    next: seeHelp(command, example),
  });

export const optionTwice = (option: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_OPTION_TWICE`,
    message: `${option} is given twice; it takes one value.`,
    next: seeHelp(command, example),
  });

export const optionAlone = (option: string, needed: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_OPTION_ALONE`,
    message: `${option} does nothing without ${needed}.`,
    next: seeHelp(command, example),
  });

export const optionsExclusive = (a: string, b: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_OPTIONS`,
    message: `${a} and ${b} do not go together.`,
    next: seeHelp(command, example),
  });

export const argumentMissing = (argument: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_ARGUMENT_MISSING`,
    message: `\`pj ${command}\` needs <${argument}>.`,
    next: seeHelp(command, example),
  });

export const argumentUnexpected = (argument: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_ARGUMENT`,
    message: `\`pj ${command}\` does not know what to do with "${argument}".`,
    next: seeHelp(command, example),
  });

export const argumentValue = (
  argument: string,
  value: string,
  expected: string,
  nearest: string | undefined,
  { command, example }: CommandCall,
) =>
  new PicojouleError({
    code: `${USAGE}_ARGUMENT_VALUE`,
    message: `<${argument}> cannot be "${value}": it takes ${expected}.${didYouMean(nearest)}`,
    next: seeHelp(command, example),
  });

export const neverEnds = () =>
  new PicojouleError({
    code: 'NEVER_ENDS',
    message: 'The command waits for something that can no longer come: nothing is left that runs.',
    next: 'Look for an `await` of a promise that never settles in the config or in a plugin.',
  });

export const committedDamaged = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'REPRODUCTION_COMMITTED',
    message: `${path} cannot be read: ${reasonOf(cause)}.`,
    next: 'Restore it from the repository.',
    cause,
  });

export const noRate = (family: string, rates: readonly number[]) =>
  new PicojouleError({
    code: 'REPRODUCTION_RATES',
    message: `Trainings of the family "${family}" diverged at every learning rate tried: ${rates.join(', ')}.`,
    next: 'Add smaller rates to the grid in apps/pj/src/reproductions/e2train/scales.ts.',
  });

export const outputsMissing = (what: string, output: string) =>
  new PicojouleError({
    code: 'CHECK_OUTPUT_MISSING',
    message: `${what}: the output "${output}" is missing.`,
    next: 'This is a bug of ours: report it with the model.',
  });

export const runUnfinished = (folder: string, status: string) =>
  new PicojouleError({
    code: 'RUN_UNFINISHED',
    message: `The run in ${folder} has no results yet: it is "${status}".`,
    next: 'Call the command that started it again: it goes on where it stopped.',
  });

/** The first line of what went wrong, for a message; a full stop at its end is dropped. */
export function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n')[0]!.replace(/\.$/, '');
}
