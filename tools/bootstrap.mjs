// Makes a fresh clone ready: packages installed, everything built. Quick where nothing changed.
// `--install` stops after the packages.
import { build } from './steps/build.mjs';
import { install } from './steps/install.mjs';
import { checkNodeVersion } from './steps/node-version.mjs';
import { runTool } from './steps/say.mjs';

await runTool(async () => {
  checkNodeVersion();
  await install();
  if (!process.argv.includes('--install')) await build();
});
