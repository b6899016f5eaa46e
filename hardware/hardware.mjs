// `npm run hardware -- <command>`: lints, proves, tests and builds what is in this folder.
import { UsageError } from './tools/arguments.mjs';
import { commands } from './tools/commands.mjs';
import { ToolError } from './tools/run.mjs';

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error(`Usage: npm run hardware -- ${Object.keys(commands).join(' | ')}`);
  process.exitCode = 2;
} else {
  try {
    const { ok, skipped, detail } = await command(args);
    console.log(skipped === undefined ? detail : `skipped: ${skipped}`);
    process.exitCode = ok ? 0 : 1;
  } catch (error) {
    if (error instanceof ToolError) {
      console.error(error.message);
      process.exitCode = 1;
    } else if (error instanceof UsageError) {
      console.error(`${error.message}\nhardware/README.md says what \`${name}\` takes.`);
      process.exitCode = 2;
    } else throw error;
  }
}
