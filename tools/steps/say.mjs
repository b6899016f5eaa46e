// What the tools print: one line per thing that happens, errors with what to do next.

/** @param {string} line */
export const say = (line) => process.stdout.write(`${line}\n`);

/** An error whose message is meant for the person at the terminal. */
export class StepError extends Error {
  /**
   * @param {string} what What was wrong.
   * @param {string} next What to do about it.
   */
  constructor(what, next) {
    super(`${what}\n  ${next}`);
    this.name = 'StepError';
  }
}

/**
 * Runs a tool's main function: its number becomes the exit code, a StepError one clear message.
 * @param {() => Promise<number | void>} main
 */
export async function runTool(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    process.stderr.write(`\nerror: ${error.message}\n`);
    process.exitCode = 1;
  }
}

/** @param {number} start A time from performance.now(). */
export function since(start) {
  const seconds = (performance.now() - start) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
