import { join } from 'node:path';
import * as v from 'valibot';
import type { Bench } from '../../main-job/bench.ts';
import { checkRecord } from '../../main-job/check-record.ts';

const record = v.object({ seconds: v.pipe(v.number(), v.finite(), v.minValue(0)) });

/** A running clock of a part of a run, which goes on over all sessions of the run. */
export interface Elapsed {
  /** Stops the clock; keeps and returns the seconds so far. */
  stop(): Promise<number>;
  start(): void;
}

export const elapsedFile = (part: string): string => `${part}.elapsed.json`;

/** Milliseconds are those of `now`. */
export async function elapsedOf(
  { run }: Pick<Bench, 'run'>,
  part: string,
  now: () => number,
): Promise<Elapsed> {
  const file = elapsedFile(part);
  const kept = await run.readJson(file);
  let seconds =
    kept === undefined ? 0 : checkRecord(join(run.directory, file), record, kept).seconds;
  let since: number | undefined = now();
  return {
    async stop() {
      if (since !== undefined) seconds += (now() - since) / 1000;
      since = undefined;
      await run.writeJson(file, { seconds });
      return seconds;
    },
    start() {
      since = now();
    },
  };
}
