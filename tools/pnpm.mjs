// `node tools/pnpm.mjs ARGUMENTS` is pnpm of the right version on a machine that has none.
import { runPnpm } from './steps/pnpm.mjs';
import { runTool } from './steps/say.mjs';

await runTool(async () => (await runPnpm(process.argv.slice(2))).code);
