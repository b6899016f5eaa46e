import fc from 'fast-check';
import { counterexample } from './errors.ts';

/** Laws draw the same cases in every run, so that a failure can be looked at again. */
const SEED = 20_191_030;

/**
 * Checks a predicate, which throws to deny, on drawn values.
 *
 * @throws PicojouleError `LAW_COUNTEREXAMPLE` with the smallest counterexample, what was thrown for it
 * as its cause.
 */
export async function forAll<T>(
  arbitrary: fc.Arbitrary<T>,
  predicate: (value: T) => Promise<void> | void,
  runs = 50,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    await predicate(value);
  });
  const details = await fc.check(property, { seed: SEED, numRuns: runs });
  if (!details.failed) return;
  const { errorInstance: cause } = details;
  const reason =
    cause instanceof Error ? cause.message : 'too few of the drawn cases could be used';
  const shown = fc.stringify(details.counterexample).slice(0, 2000);
  throw counterexample(`${reason}\ncounterexample: ${shown}`, cause);
}
