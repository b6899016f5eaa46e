// The whole main job from a fresh clone: bring what is missing, set up the fast backend, `pj run`.
import { build } from './steps/build.mjs';
import { install } from './steps/install.mjs';
import { pj, setUpNative } from './steps/native.mjs';
import { checkNodeVersion } from './steps/node-version.mjs';
import { runNode } from './steps/run.mjs';
import { runTool, say, since } from './steps/say.mjs';

await runTool(async () => {
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
