// Runs the benchmarks, or those that are named, one after another. Each writes its section of
// docs/benchmarks.md.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './steps/build.mjs';
import { install } from './steps/install.mjs';
import { runNode } from './steps/run.mjs';
import { runTool, StepError } from './steps/say.mjs';

const folder = join(import.meta.dirname, 'bench');
/** Every program of the folder with its own section; the rest are parts of them. */
const known = readdirSync(folder)
  .filter((file) => /^[a-z-]+\.mjs$/.test(file) && file !== 'write-section.mjs')
  .map((file) => file.replace(/\.mjs$/, ''));

await runTool(async () => {
  const names = process.argv.slice(2);
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) {
    throw new StepError(`There is no benchmark "${wrong}".`, `Known: ${known.join(', ')}.`);
  }
  await install();
  await build();
  for (const name of names.length === 0 ? known : names) {
    const { code } = await runNode([join(folder, `${name}.mjs`)]);
    if (code !== 0) return code;
  }
  return 0;
});
