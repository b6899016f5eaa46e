import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailed } from '../errors.ts';
import { atomicWrite } from './atomic-write.ts';
import { cutTornLine, type PartRow, parseRow, readLines } from './read-lines.ts';

/** A file of JSON lines that only grows, except when a resumed part repeats its steps. */
export interface AppendFile {
  /** Appends whole lines in one write. */
  append(lines: string): Promise<void>;
  /** Brings what was appended to the disk. */
  sync(): Promise<void>;
  /** Rewrites the file without the rows of `part` from `step` on. */
  cut(part: string, step: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens or makes it; an unfinished last line is cut first. Calls must not overlap. */
export async function openAppendFile(directory: string, name: string): Promise<AppendFile> {
  const path = join(directory, name);
  await cutTornLine(path);
  let handle = await openEnd(path);
  let dirty = false;
  return {
    async append(lines) {
      const { size } = await handle.stat();
      try {
        await handle.appendFile(lines);
        dirty = true;
      } catch (cause) {
        // Half a batch may stand there when the disk is full; the next open would cut only its last line.
        await handle.truncate(size).catch(() => {});
        throw fileFailed('appending to', path, cause);
      }
    },
    async sync() {
      if (!dirty) return;
      await handle.datasync().catch((cause) => {
        throw fileFailed('writing', path, cause);
      });
      dirty = false;
    },
    async cut(part, step) {
      if (!(await hasRowsToCut(path, part, step))) return;
      await atomicWrite(directory, name, keptLines(path, part, step));
      const old = handle;
      handle = await openEnd(path);
      await old.close();
    },
    close: () => handle.close(),
  };
}

async function openEnd(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a');
  } catch (cause) {
    throw fileFailed('opening', path, cause);
  }
}

/**
 * Decides row by row. A row without a step (a part's closing figures) goes with the rows before it:
 * it is cut when an earlier row of its part was. Step 0 cuts the whole part.
 */
function cutter(part: string, step: number): (row: PartRow) => boolean {
  let cutting = step <= 0;
  return (row) => {
    if (row.part !== part) return false;
    if (typeof row.step !== 'number') return cutting;
    if (row.step < step) return step <= 0;
    cutting = true;
    return true;
  };
}

async function hasRowsToCut(path: string, part: string, step: number): Promise<boolean> {
  const isCut = cutter(part, step);
  for await (const line of readLines(path)) if (isCut(parseRow(path, line))) return true;
  return false;
}

async function* keptLines(path: string, part: string, step: number): AsyncGenerator<string> {
  const isCut = cutter(part, step);
  let batch: string[] = [];
  for await (const line of readLines(path)) {
    if (!isCut(parseRow(path, line))) batch.push(line.text, '\n');
    if (batch.length > 4096) {
      yield batch.join('');
      batch = [];
    }
  }
  yield batch.join('');
}
