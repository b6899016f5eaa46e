import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { damagedLine, fileFailed } from '../errors.ts';

const NEWLINE = 10;

/**
 * Lines of a file as text with their number from 1, without holding the file. A last line without its
 * line feed was never finished and is left out; a missing file has no lines.
 */
export async function* readLines(path: string): AsyncGenerator<{ text: string; number: number }> {
  let rest: Buffer[] = [];
  let number = 0;
  const stream = createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        const piece = chunk.subarray(start, end);
        const text =
          rest.length === 0 ? piece.toString() : Buffer.concat([...rest, piece]).toString();
        rest = [];
        start = end + 1;
        yield { text, number: ++number };
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw fileFailed('reading', path, cause);
  } finally {
    stream.destroy();
  }
}

/** A line of a run's file as an object that names its part. */
export function parseRow(path: string, line: { text: string; number: number }): PartRow {
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (cause) {
    throw damagedLine(path, line.number, cause);
  }
  if (typeof (value as PartRow | null)?.part !== 'string') {
    throw damagedLine(path, line.number, undefined);
  }
  return value as PartRow;
}

export interface PartRow {
  readonly part: string;
  readonly step?: unknown;
}

/** Cuts what follows the last line feed: a line that a killed process could not finish. */
export async function cutTornLine(path: string): Promise<void> {
  const handle = await open(path, 'r+').catch((cause) => {
    if (cause.code === 'ENOENT') return undefined;
    throw fileFailed('opening', path, cause);
  });
  if (handle === undefined) return;
  try {
    const { size } = await handle.stat();
    const block = Buffer.alloc(1 << 16);
    let end = size;
    while (end > 0) {
      const start = Math.max(0, end - block.length);
      const { bytesRead } = await handle.read(block, 0, end - start, start);
      const last = block.subarray(0, bytesRead).lastIndexOf(NEWLINE);
      if (last >= 0) {
        end = start + last + 1;
        break;
      }
      end = start;
    }
    if (end < size) await handle.truncate(end);
  } catch (cause) {
    throw fileFailed('repairing', path, cause);
  } finally {
    await handle.close();
  }
}
