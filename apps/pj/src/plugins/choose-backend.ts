import type { Plugin } from '@picojoule/spec';
import type { PortChoice } from '../board/board-at.ts';
import type { Progress } from '../terminal/progress.ts';
import { interruptible } from './interruptible.ts';
import { resolvePlugin } from './resolve-plugin.ts';

/**
 * The backend that is named, else the one configured, else the fast one where it is set up. Which
 * one runs is always said.
 */
export async function chooseBackend({
  name,
  configured,
  directory,
  progress,
  at,
}: {
  readonly name: string | undefined;
  readonly configured?: Plugin<'backend'> | undefined;
  readonly directory: string;
  readonly progress: Progress;
  /** Where the board is. */
  readonly at?: PortChoice | undefined;
}): Promise<Plugin<'backend'>> {
  const backend =
    name === undefined
      ? (configured ?? (await fastest()))
      : await resolvePlugin('backend', name, directory);
  const placed =
    at === undefined ? backend : (await import('../board/board-at.ts')).boardAt(backend, at);
  progress.line(`Backend: ${backend.name}`);
  return interruptible(placed);
}

const fastest = async () => (await import('@picojoule/tfjs')).chooseBackend().backend;
