import { lawsViolated } from './errors.ts';

/** A sentence that every implementation of a contract must make true. */
export interface Law<Subject> {
  readonly name: string;
  /** False where the subject does not have what the law is about: then `check` does nothing. */
  applies(subject: Subject): boolean;
  /**
   * Returns when the law holds.
   *
   * @throws (or rejects with) an Error that says how the law is broken, with a counterexample.
   */
  check(subject: Subject): Promise<void> | void;
}

/** Makes a law; `applies` is asked before each check. */
export function law<Subject>(
  name: string,
  check: (subject: Subject) => Promise<void> | void,
  applies: (subject: Subject) => boolean = () => true,
): Law<Subject> {
  return {
    name,
    applies,
    check: (subject) => (applies(subject) ? check(subject) : undefined),
  };
}

export interface LawReport {
  readonly held: readonly string[];
  /** Laws about something that the subject does not have. */
  readonly inapplicable: readonly string[];
}

/**
 * Checks all laws, one after the other.
 *
 * @example
 * await checkLaws(energyModelLaws, eyeriss());
 * // or one test each, in any runner:
 * for (const law of energyModelLaws) test(law.name, () => law.check(eyeriss()));
 *
 * @throws PicojouleError `LAWS_VIOLATED` that names every law that does not hold.
 */
export async function checkLaws<Subject>(
  laws: readonly Law<Subject>[],
  subject: Subject,
): Promise<LawReport> {
  const held: string[] = [];
  const inapplicable: string[] = [];
  const problems: string[] = [];
  const causes: unknown[] = [];
  for (const each of laws) {
    if (!each.applies(subject)) {
      inapplicable.push(each.name);
      continue;
    }
    try {
      await each.check(subject);
      held.push(each.name);
    } catch (error) {
      problems.push(`${each.name}: ${error instanceof Error ? error.message : String(error)}`);
      causes.push(error);
    }
  }
  if (problems.length > 0) throw lawsViolated(problems, causes);
  return { held, inapplicable };
}
