import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Of } from './download.ts';
import { withLock } from './lock.ts';
import { defaultCacheDir, thisMachine } from './machine.ts';
import { shimNodeUtil } from './node-shims.ts';
import { runCommand, whyItFailed } from './run.ts';
import { pretendedSha256, temporaryFolder } from './testing.ts';
import { unpackWheel } from './unpack.ts';

let dir: string;
beforeEach(async () => {
  dir = await temporaryFolder();
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('the cache folder', () => {
  it('follows XDG_CACHE_HOME when that is absolute', () => {
    expect(defaultCacheDir({ XDG_CACHE_HOME: '/cache' })).toBe('/cache/picojoule');
    const usual = join(homedir(), '.cache', 'picojoule');
    expect(defaultCacheDir({ XDG_CACHE_HOME: 'cache' })).toBe(usual);
    expect(defaultCacheDir({})).toBe(usual);
  });
});

describe('running a command', () => {
  const node = (script: string, timeoutMs = 20_000) =>
    runCommand(process.execPath, ['-e', script], { env: process.env, timeoutMs });

  it('gives what it printed', async () => {
    expect(await node('console.log(1)')).toMatchObject({ code: 0, stdout: '1\n' });
  });

  it('says in one line why it failed', async () => {
    const thrown = await node('throw new Error("no host")');
    expect(whyItFailed('it', thrown)).toBe('it ended with code 1: Error: no host');
    const coded = await node('const e = new Error("late"); e.code = "X_Y"; throw e');
    expect(whyItFailed('it', coded)).toMatch(/^it ended with code 1: Error: late$/);
    const slow = await node('setInterval(() => {}, 1000)', 200);
    expect(whyItFailed('it', slow)).toBe('it took too long and was stopped');
    const none = await runCommand('no-such-command', [], { env: {}, timeoutMs: 1000 });
    expect(whyItFailed('it', none)).toBe('it is not installed');
    const killed = await node('process.kill(process.pid, "SIGILL")');
    expect(whyItFailed('it', killed)).toBe('it died of SIGILL');
  });
});

describe('the lock', () => {
  const deadPid = 2 ** 22 + 1;

  async function leaveLock(pid: number, secondsAgo: number): Promise<string> {
    const lock = join(dir, 'lock');
    await mkdir(lock);
    await writeFile(
      join(lock, 'owner.json'),
      JSON.stringify({ token: 't', pid, host: hostname() }),
    );
    const then = new Date(Date.now() - secondsAgo * 1000);
    await utimes(lock, then, then);
    return lock;
  }

  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const visit = () =>
      withLock(
        join(dir, 'lock'),
        async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setTimeout(resolve, 20));
          inside--;
        },
        { pollMs: 5 },
      );
    await Promise.all([visit(), visit(), visit()]);
    expect(most).toBe(1);
    expect(await readdir(dir)).toEqual([]);
  });

  it('is given back when the action fails', async () => {
    const failing = withLock(join(dir, 'lock'), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(dir)).toEqual([]);
  });

  it.each([
    ['of a process that died', deadPid, 15],
    ['of a process that fell silent', process.pid, 60],
  ])('%s is taken over', async (_, pid, secondsAgo) => {
    const lock = await leaveLock(pid, secondsAgo);
    expect(await withLock(lock, async () => 'done')).toBe('done');
    expect(await readdir(dir)).toEqual([]);
  });

  it('of a process at work is waited for', async () => {
    const lock = await leaveLock(process.pid, 0);
    let released: Promise<void> | undefined;
    const onWait = () => {
      released = rm(lock, { recursive: true });
    };
    const after = await withLock(lock, async () => released !== undefined, { onWait, pollMs: 10 });
    expect(after).toBe(true);
    await released;
  });
});

it('takes the SHA-256 of a file', async () => {
  await writeFile(join(dir, 'file'), 'wheel');
  expect(await sha256Of(join(dir, 'file'))).toBe(pretendedSha256);
});

it('gives node:util the functions that tfjs-node calls', () => {
  const util: Record<string, (value: unknown) => boolean> = {};
  shimNodeUtil(util);
  expect([undefined, null, 0].map(util.isNullOrUndefined!)).toEqual([true, true, false]);
  expect(util.isArray?.([])).toBe(true);
});

const python = (() => {
  try {
    execFileSync('python3', ['-c', 'import zipfile'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!python)('unpacking a wheel', () => {
  async function makeWheel(files: Record<string, string>): Promise<string> {
    const wheel = join(dir, 'a.whl');
    const script = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    for name, text in json.loads(sys.argv[2]).items(): z.writestr(name, text)`;
    execFileSync('python3', ['-c', script, wheel, JSON.stringify(files)]);
    return wheel;
  }

  const unpack = async (files: Record<string, string>) => {
    const source = join(dir, 'a.cc');
    const include = join(dir, 'include');
    await writeFile(source, '#include <vector>\n#include "tensorflow/c/a.h"\n');
    await unpackWheel(thisMachine(), 'python3', {
      wheel: await makeWheel(files),
      sources: [source],
      headers: 'tensorflow/include/',
      include,
      files: { 'tensorflow/lib.so.2': 'lib.so.2' },
      into: dir,
    });
    return include;
  };

  const whole = {
    'tensorflow/include/tensorflow/c/a.h': '#include "xla/b.h"\n',
    'tensorflow/include/xla/b.h': '',
    'tensorflow/include/tensorflow/c/unused.h': '',
    'tensorflow/lib.so.2': 'library',
  };

  it('takes the libraries and the headers that are included', async () => {
    const include = await unpack(whole);
    expect(await readFile(join(dir, 'lib.so.2'), 'utf8')).toBe('library');
    expect(await readdir(include, { recursive: true })).toEqual(
      expect.arrayContaining(['tensorflow/c/a.h', 'xla/b.h']),
    );
    expect(await readdir(join(include, 'tensorflow', 'c'))).toEqual(['a.h']);
  });

  it('says what is not in the wheel', async () => {
    const { 'tensorflow/lib.so.2': _, ...rest } = whole;
    await expect(unpack(rest)).rejects.toThrow(/unpacking the wheel .*lib\.so\.2/);
  });
});
