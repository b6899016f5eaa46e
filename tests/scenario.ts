/** One use of the command line, in a folder whose name says what should happen. */
export interface Scenario {
  readonly args: readonly string[];
  readonly exitCode: 0 | 1 | 2;
  /** Patterns that must be found. */
  readonly stdout?: readonly RegExp[];
  readonly stderr?: readonly RegExp[];
  /** Environment variables; `FOLDER` in a value becomes the scenario's folder. */
  readonly env?: Readonly<Record<string, string>>;
  /** Makes what the scenario needs; it runs in this empty folder, with `files/*.fixture` copied into it. */
  prepare?(folder: string): void | Promise<void>;
  /** Looks at what was left behind; throws to fail. */
  after?(folder: string, stdout: string): void | Promise<void>;
  /** Why it cannot run here, if it cannot. */
  skip?(): string | undefined;
}

/** Types a scenario. Returns its argument. */
export const defineScenario = (scenario: Scenario): Scenario => scenario;
