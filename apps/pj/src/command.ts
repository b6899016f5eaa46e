import type { Report } from '@picojoule/spec';
import type { ArgsDef, ParsedArgs } from 'citty';
import type { Progress } from './terminal/progress.ts';

/** What a command is given beside its arguments. */
export interface Invocation {
  readonly progress: Progress;
  readonly format: string;
  /** Where the user stands; paths on the command line are relative to it. */
  readonly directory: string;
  /** For work that can be saved: from now on Ctrl-C aborts the signal instead of ending `pj` at once. */
  listenForInterrupt(stopping?: string): AbortSignal;
  /** A result as text, in the format that the user asked for. */
  render(report: Report): string;
  /** Prints a result on stdout, in the format that the user asked for. */
  print(report: Report): void;
  /** Prints text on stdout, for formats of a command's own. */
  write(text: string): void;
}

/** One command of `pj`. Loaded only when it is called. */
export interface Command<Args extends ArgsDef = ArgsDef> {
  /** Shown by `--help`: a line that works as it stands, given its files. */
  readonly example: string;
  readonly args: Args;
  /** Formats of `--format` beside table, json and csv. */
  readonly formats?: readonly string[];
  /** Resolves with the exit code where it is not 0. */
  run(args: ParsedArgs<Args>, invocation: Invocation): Promise<number | undefined>;
}

/** Types a command's `run` by its `args`. Returns its argument. */
export const defineCommand = <const Args extends ArgsDef>(command: Command<Args>): Command<Args> =>
  command;
