import { PicojouleError } from '@picojoule/spec';

export const lawViolated = (message: string) =>
  new PicojouleError({
    code: 'LAW_VIOLATED',
    message,
    next: 'Read the doc comment of the contract in @picojoule/spec and correct the implementation.',
  });

export const counterexample = (message: string, cause: unknown) =>
  new PicojouleError({
    code: 'LAW_COUNTEREXAMPLE',
    message,
    next: 'Run the law again: it draws the same cases and finds the same counterexample.',
    cause,
  });

export const lawsViolated = (problems: readonly string[], causes: readonly unknown[]) =>
  new PicojouleError({
    code: 'LAWS_VIOLATED',
    message: `${problems.length} laws do not hold:\n- ${problems.join('\n- ')}`,
    next: 'Read the doc comment of the contract in @picojoule/spec and correct the implementation.',
    cause: new AggregateError(causes),
  });

export const proofFailed = (law: string, problem: string, cause?: unknown) =>
  new PicojouleError({
    code: 'PROOF_FAILED',
    message: `The law "${law}" ${problem}.`,
    next: 'Give it a subject that breaks this law in the way the law looks for.',
    cause,
  });

export const unsupportedOperators = (nodes: readonly string[]) =>
  new PicojouleError({
    code: 'TESTKIT_OPERATORS',
    message: `This backend cannot run: ${nodes.join(', ')}.`,
    next: 'Use the operators named in its capabilities, or another backend.',
  });

export const sessionClosed = () =>
  new PicojouleError({
    code: 'TESTKIT_CLOSED',
    message: 'The session or connection is closed.',
    next: 'Open a new one.',
  });

export const wrongCall = (problem: string) =>
  new PicojouleError({
    code: 'TESTKIT_CALL',
    message: problem,
    next: 'Compare the call with the contract in @picojoule/spec.',
  });
