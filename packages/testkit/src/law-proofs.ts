import { PicojouleError } from '@picojoule/spec';
import { proofFailed } from './errors.ts';
import type { Law } from './law.ts';

export interface Proof {
  readonly name: string;
  check(): Promise<void>;
}

/**
 * Test cases that show that laws mean something: each holds for `right`, each fails, for the reason it
 * states, on its own deliberately broken subject, and no law is without one.
 *
 * @example
 * for (const proof of lawProofs(laws, right, broken)) test(proof.name, proof.check);
 */
export function lawProofs<Subject>(
  laws: readonly Law<Subject>[],
  right: () => Subject,
  broken: Readonly<Record<string, () => Subject>>,
): Proof[] {
  const names = laws.map(({ name }) => name);
  return [
    ...laws.map((each) => ({
      name: `holds for the right subject: ${each.name}`,
      check: async () => {
        await each.check(right());
      },
    })),
    ...laws.map((each) => ({
      name: `fails on a broken subject: ${each.name}`,
      check: () => fails(each, broken[each.name]),
    })),
    {
      name: 'every law has a broken subject, and every broken subject a law',
      check: async () => {
        for (const name of Object.keys(broken)) {
          if (!names.includes(name)) throw proofFailed(name, 'does not exist');
        }
        const twice = names.find((name, i) => names.indexOf(name) !== i);
        if (twice !== undefined) throw proofFailed(twice, 'stands twice');
      },
    },
  ];
}

async function fails<Subject>(
  each: Law<Subject>,
  makeBroken: (() => Subject) | undefined,
): Promise<void> {
  if (makeBroken === undefined) throw proofFailed(each.name, 'has no broken subject');
  const subject = makeBroken();
  if (!each.applies(subject)) throw proofFailed(each.name, 'does not apply to its broken subject');
  try {
    await each.check(subject);
  } catch (error) {
    if (isViolation(error)) return;
    throw proofFailed(
      each.name,
      'failed on its broken subject, but for no reason of its own',
      error,
    );
  }
  throw proofFailed(each.name, 'holds for its broken subject');
}

const isViolation = (error: unknown): boolean =>
  error instanceof Error &&
  ((error instanceof PicojouleError && error.code === 'LAW_VIOLATED') || isViolation(error.cause));
