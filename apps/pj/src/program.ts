import { type ArgsDef, type ParsedArgs, parseArgs } from 'citty';
import type { Command } from './command.ts';
import { type CommandEntry, commands } from './commands.ts';
import { cacheDirectory } from './config/cache-directory.ts';
import { commandMissing, commandUnknown } from './errors.ts';
import { checkArguments } from './terminal/check-arguments.ts';
import { commandOfGroup } from './terminal/command-of-group.ts';
import { commandHelp, programHelp } from './terminal/help.ts';
import { createInterrupt, type Interrupt } from './terminal/interrupt.ts';
import { nearest } from './terminal/nearest.ts';
import { printResult } from './terminal/print-result.ts';
import { createProgress } from './terminal/progress.ts';
import { createRenderer, FORMATS } from './terminal/render-report.ts';
import { reportError } from './terminal/report-error.ts';
import { unlessStuck } from './terminal/unless-stuck.ts';

/** Runs the command line and resolves with the exit code. Results go to stdout, all else to stderr. */
export async function runProgram(argv: readonly string[], version: string): Promise<number> {
  const progress = createProgress(process.stderr, Date.now);
  const interrupt = createInterrupt((line) => progress.line(line));
  try {
    return await unlessStuck(dispatch(argv, version, progress, interrupt));
  } catch (error) {
    progress.close();
    const { text, exitCode } = reportError(error, {
      debug: argv.includes('--debug'),
      cacheDirectory: cacheDirectory(),
      interrupted: interrupt.signal.aborted,
      now: new Date(),
    });
    process.stderr.write(text);
    return exitCode;
  } finally {
    progress.close();
    interrupt.dispose();
  }
}

async function dispatch(
  argv: readonly string[],
  version: string,
  progress: ReturnType<typeof createProgress>,
  interrupt: Interrupt,
): Promise<number> {
  const [first] = argv;
  if (first === undefined) throw commandMissing();
  if (first === '--version' || first === '-v') return print(`${version}\n`);
  if (first === '--help' || first === '-h' || first === 'help')
    return print(programHelp(commands, version));

  const group = Object.keys(commands).filter((name) => name.startsWith(`${first} `));
  if (group.length > 0 && asksForHelp(argv.slice(1, 2))) {
    const texts = await Promise.all(group.map((name) => helpOf(name, commands[name]!)));
    return print(texts.join('\n'));
  }
  const { name, entry, rawArgs } = findCommand(argv);
  if (asksForHelp(rawArgs)) return print(await helpOf(name, entry));

  const command = await entry.load();
  const args = withCommonArguments(command);
  checkArguments(rawArgs, args, { command: name, example: command.example });
  const parsed: ParsedArgs & { readonly format: string } = parseArgs<never>([...rawArgs], args);
  const render = await createRenderer(parsed.format, columnsOf(process.stdout));
  const exitCode = await command.run(parsed, {
    progress,
    listenForInterrupt: interrupt.listen,
    format: parsed.format,
    directory: process.cwd(),
    render,
    print(report) {
      progress.close();
      printResult(process.stdout, render(report));
    },
    write(text) {
      progress.close();
      printResult(process.stdout, text);
    },
  });
  return exitCode ?? 0;
}

/** Of the terminal; elsewhere as the environment says. */
const columnsOf = ({ columns }: { readonly columns?: number }): number | undefined =>
  columns ?? (Number(process.env.COLUMNS) || undefined);

const asksForHelp = (args: readonly string[]) => args.includes('--help') || args.includes('-h');

async function helpOf(name: string, entry: CommandEntry): Promise<string> {
  const command = await entry.load();
  return commandHelp(name, entry, command, withCommonArguments(command));
}

function findCommand(argv: readonly string[]) {
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(' ');
    if (Object.hasOwn(commands, name))
      return { name, entry: commands[name] as CommandEntry, rawArgs: argv.slice(words) };
  }
  const [first = '', second] = argv;
  const names = Object.keys(commands);
  const group = names.filter((name) => name.startsWith(`${first} `));
  if (group.length > 0) throw commandOfGroup(first, second, group);
  throw commandUnknown(first, nearest(argv.slice(0, 2).join(' '), names) ?? nearest(first, names));
}

/** The command's own arguments, and those that all commands have. */
function withCommonArguments({ args, formats = [] }: Command): ArgsDef {
  return {
    ...args,
    format: {
      type: 'enum',
      options: [...FORMATS, ...formats],
      default: 'table',
      description: 'How results are printed on stdout',
    },
    debug: { type: 'boolean', description: 'Show where an error comes from' },
  };
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
