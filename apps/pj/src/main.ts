import { readFileSync } from 'node:fs';
import module from 'node:module';

// Node 22 and later keep the compiled code of all modules that follow.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

// `pj ... | head` closes the pipe early: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(
    `error OUTPUT: the output cannot be written: ${error.message}.\n  Check where it leads: its disk may be full.\n`,
  );
  process.exit(1);
});

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };
const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv.slice(2), version);
