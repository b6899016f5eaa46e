import type { ServedDevice } from '@picojoule/board';
import type { Progress } from '../terminal/progress.ts';

/**
 * Connects known loads to a simulated board's rail as the lines of an input say: a current in mA, 0 for
 * none, or `board`, which puts the board back. The verilated board reads the same lines itself.
 */
export async function connectLoads(
  lines: AsyncIterable<string>,
  { connect }: Pick<ServedDevice, 'connect'>,
  { line: say }: Pick<Progress, 'line'>,
): Promise<void> {
  for await (const line of lines) {
    const text = line.trim();
    const milliamperes = text === '' ? Number.NaN : Number(text);
    if (text === 'board') connect(undefined);
    else if (milliamperes >= 0 && Number.isFinite(milliamperes)) connect(milliamperes / 1000);
    else say(`"${text}" is no load: write its current in mA, or board.`);
  }
}
