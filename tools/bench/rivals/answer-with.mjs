import { createInterface } from 'node:readline';

/**
 * Answers one line of JSON with one: first what to open, then how many steps to time.
 * @param {(spec: {
 *   readonly net: string, readonly pass: 'train' | 'run', readonly batch: number, readonly mode: string,
 * }) => Promise<{ readonly parameters: number, readonly version: string, step(): Promise<unknown> }>} open
 */
export async function answerWith(open) {
  /** @type {(() => Promise<unknown>) | undefined} */
  let step;
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line);
    if (step === undefined) {
      const { parameters, version, step: opened } = await open(question);
      step = opened;
      process.stdout.write(`${JSON.stringify({ parameters, version })}\n`);
      continue;
    }
    const ms = [];
    for (let i = 0; i < question.steps; i++) {
      const start = performance.now();
      await step();
      ms.push(performance.now() - start);
    }
    process.stdout.write(`${JSON.stringify({ ms })}\n`);
  }
  process.exit(0);
}
