import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WayFailure } from './failure.ts';
import { makeFolder } from './make-folder.ts';
import { temporaryFolder } from './testing.ts';

let root: string;
beforeAll(async () => {
  root = await temporaryFolder();
});
afterAll(() => rm(root, { recursive: true }));

const refusal = (path: string): Promise<unknown> =>
  makeFolder(path).then(
    () => undefined,
    (error: unknown) => error,
  );

it('makes the folders above, and keeps what is there a second time', async () => {
  const path = join(root, 'a', 'b', 'c');
  await makeFolder(path);
  await writeFile(join(path, 'file'), '');
  await makeFolder(path);
  expect(await readdir(path)).toEqual(['file']);
});

it('is safe to run twice at once', async () => {
  const path = join(root, 'at', 'once');
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(path, 'deeper'))]);
  expect(existsSync(join(path, 'deeper'))).toBe(true);
});

it('refuses a folder below a file', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  const error = await refusal(join(file, 'b', 'c'));
  expect(error).toBeInstanceOf(WayFailure);
  expect(error).toMatchObject({ message: expect.stringMatching(/^the cache .*ENOTDIR.*file\/b/) });
});

it.skipIf(process.platform !== 'linux')('ends where no folder can be made', async () => {
  const error = await refusal('/proc/picojoule/native');
  expect(error).toBeInstanceOf(WayFailure);
  const message = expect.stringContaining('takes no new folder /proc/picojoule');
  expect(error).toMatchObject({ message });
});
