import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WayFailure } from './failure.ts';
import type { Machine } from './machine.ts';
import type { WheelPin } from './pins.ts';
import { whyItFailed } from './run.ts';

/**
 * The Python (3.7 or later) that has pip and can read wheels.
 * @throws WayFailure when there is none.
 */
export async function findPip({ run, env }: Machine): Promise<string> {
  const check = 'import sys, zipfile; assert sys.version_info >= (3, 7); import pip';
  let reason = '';
  for (const python of ['python3', 'python']) {
    const result = await run(python, ['-c', check], { env, timeoutMs: 60_000 });
    if (result.code === 0) return python;
    if (result.problem !== 'missing') reason ||= `${python} has no pip, or is older than 3.7`;
  }
  throw new WayFailure(reason || 'python3 is not installed (pip is needed for the wheel)');
}

/**
 * Downloads the pinned wheel into the scratch folder and verifies it. Which index is asked is
 * pip's own configuration, so a lab's mirror is used.
 * @returns the path of the wheel.
 * @throws WayFailure when pip cannot get it, or when its SHA-256 is not the pinned one.
 */
export async function downloadWheel(
  { run, env }: Machine,
  python: string,
  pin: WheelPin,
  scratch: string,
): Promise<string> {
  const dest = join(scratch, pin.project);
  const temporary = join(scratch, 'pip');
  await mkdir(dest);
  await mkdir(temporary);
  const result = await run(python, pipArguments(pin, dest), {
    env: { ...env, TMPDIR: temporary, PIP_REQUIRE_VIRTUALENV: '0' },
    timeoutMs: 30 * 60_000,
  });
  if (result.code !== 0) throw new WayFailure(whyItFailed('pip', result));
  const name = (await readdir(dest)).find((entry) => entry.endsWith('.whl'));
  if (name === undefined) throw new WayFailure('pip ended well but left no wheel');
  await rm(temporary, { recursive: true, force: true });
  const file = join(dest, name);
  const sha256 = await sha256Of(file);
  if (sha256 === pin.sha256) return file;
  await rm(file);
  throw new WayFailure(`the SHA-256 of ${name} is ${sha256}, not the pinned ${pin.sha256}`);
}

function pipArguments(pin: WheelPin, dest: string): string[] {
  return [
    ...['-m', 'pip', 'download', `${pin.project}==${pin.version}`],
    ...['--no-deps', '--only-binary=:all:', '--implementation', 'cp'],
    ...['--python-version', pin.pythonVersion, '--abi', pin.abi, '--platform', pin.platform],
    // The file is used once; keeping it in pip's cache too helps nobody.
    ...['--dest', dest, '--no-cache-dir', '--retries', '2'],
    ...['--quiet', '--no-input', '--disable-pip-version-check'],
  ];
}

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
