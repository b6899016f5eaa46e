import { spawn } from 'node:child_process';
import { lastLine } from './failure.ts';

export interface RunOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

export interface RunResult {
  /** The exit code; null when the command was killed or could not be started. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The last part of what the command printed. */
  readonly stdout: string;
  readonly stderr: string;
  readonly problem?: 'missing' | 'timeout';
}

/** Runs a command without a shell. Never rejects: what went wrong is in the result. */
export type Run = (
  command: string,
  args: readonly string[],
  options: RunOptions,
) => Promise<RunResult>;

const keptCharacters = 64 * 1024;

/** The real {@link Run}. */
export const runCommand: Run = (command, args, { cwd, env, timeoutMs }) =>
  new Promise((resolve) => {
    let stdout = '';
    let stderr = '';
    let problem: RunResult['problem'];
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => {
      problem = 'timeout';
      child.kill('SIGKILL');
      // A grandchild may keep the pipes open for ever.
      child.stdout.destroy();
      child.stderr.destroy();
    }, timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-keptCharacters);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-keptCharacters);
    });
    const finish = (code: number | null, signal: string | null) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr, ...(problem === undefined ? {} : { problem }) });
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EACCES') problem = 'missing';
      stderr += error.message;
      finish(null, null);
    });
    child.on('close', finish);
  });

/** Says in one line why a command failed. */
export function whyItFailed(what: string, result: RunResult): string {
  if (result.problem === 'missing') return `${what} is not installed`;
  if (result.problem === 'timeout') return `${what} took too long and was stopped`;
  const said = errorLine(result.stderr) ?? lastLine(result.stderr) ?? lastLine(result.stdout);
  const how =
    result.signal === null ? `ended with code ${result.code}` : `died of ${result.signal}`;
  return said === undefined ? `${what} ${how}` : `${what} ${how}: ${said}`;
}

function errorLine(text: string): string | undefined {
  return lastLine(
    text.split('\n').filter((line) => /error\b(\s*\[\w+\])?\s*:/i.test(line))[0] ?? '',
  );
}
