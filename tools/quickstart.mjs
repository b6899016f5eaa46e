// The whole main job from a fresh clone: bring what is missing, set up the fast backend, `pj run`.
import { build } from './steps/build.mjs';
import { install } from './steps/install.mjs';
import { pj, setUpNative } from './steps/native.mjs';
import { checkNodeVersion } from './steps/node-version.mjs';
import { runNode } from './steps/run.mjs';
import { runTool, say, since } from './steps/say.mjs';

const HELP = `npm run quickstart [-- config and options of \`pj run\`]

Brings the packages, builds, sets up the fast backend, then calls \`pj run\`: train, export, estimate, prune and
report, on MNIST or as a config says. What is there already is not made again.

For example: npm run quickstart -- --folder runs/first
The options: npm run pj -- run --help (once it is built)
`;

await runTool(async () => {
  if (process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) {
    say(HELP.trimEnd());
    return 0;
  }
  const start = performance.now();
  checkNodeVersion();
  await install();
  await build();
  await setUpNative();
  const { code } = await runNode([pj, 'run', ...process.argv.slice(2)]);
  say(
    `${code === 0 ? 'Quickstart' : 'Quickstart stopped'} after ${since(start)}, all set-up included`,
  );
  return code;
});
