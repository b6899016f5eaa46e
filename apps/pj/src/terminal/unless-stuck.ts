import { neverEnds } from '../errors.ts';

/**
 * What a command resolves with. Where it waits for a promise that nothing is left to settle, Node.js
 * would end without a word.
 *
 * @throws PicojouleError `NEVER_ENDS`.
 */
export async function unlessStuck<T>(command: Promise<T>): Promise<T> {
  let onIdle = () => {};
  const stuck = new Promise<never>((_, reject) => {
    onIdle = () => reject(neverEnds());
  });
  process.once('beforeExit', onIdle);
  try {
    return await Promise.race([command, stuck]);
  } finally {
    process.off('beforeExit', onIdle);
  }
}
