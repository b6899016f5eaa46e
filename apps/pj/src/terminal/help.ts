import { stripVTControlCharacters } from 'node:util';
import { type ArgsDef, renderUsage } from 'citty';
import type { Command } from '../command.ts';
import type { CommandEntry } from '../commands.ts';

/** Text of `pj --help`. Loads no command. */
export function programHelp(commands: Readonly<Record<string, CommandEntry>>, version: string) {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return `Picojoule ${version}: study and cut the energy of neural networks

USAGE  pj <command> [options]

COMMANDS
${lines.join('\n')}

EXAMPLE
  pj estimate model.onnx

\`pj <command> --help\` lists the options of a command. Plugins take theirs after a colon:
  pj estimate model.onnx --energy eyeriss:chip=jssc17:costs.DRAM=100
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
`;
}

/** Text of `pj <name> --help`. */
export async function commandHelp(
  name: string,
  { summary }: CommandEntry,
  { example }: Pick<Command, 'example'>,
  args: ArgsDef,
): Promise<string> {
  const usage = await renderUsage({ meta: { name: `pj ${name}`, description: summary }, args });
  return `${stripVTControlCharacters(usage).trimEnd()}\n\nEXAMPLE\n\n  ${example}\n`;
}
