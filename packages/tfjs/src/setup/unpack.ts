import { join } from 'node:path';
import { WayFailure } from './failure.ts';
import type { Machine } from './machine.ts';
import { whyItFailed } from './run.ts';

export interface UnpackOptions {
  readonly wheel: string;
  /** The C++ files whose includes decide which of the 9000 headers are taken. */
  readonly sources: readonly string[];
  readonly libraries: readonly string[];
  readonly libraryDir: string;
  readonly scratch: string;
}

const script = `
import json, os, re, shutil, sys, zipfile
o = json.loads(sys.argv[1])
include = re.compile(rb'^\\s*#\\s*include\\s*["<]([^">]+)[">]', re.M)
root = 'tensorflow/include/'
with zipfile.ZipFile(o['wheel']) as z:
    names = set(z.namelist())
    def copy(name, to):
        os.makedirs(os.path.dirname(to), exist_ok=True)
        with z.open(name) as a, open(to, 'wb') as b:
            shutil.copyfileobj(a, b, 1 << 20)
    todo = []
    for path in o['sources']:
        with open(path, 'rb') as f:
            todo += include.findall(f.read())
    seen = set()
    while todo:
        header = todo.pop().decode()
        if '..' in header or header in seen or root + header not in names:
            continue
        seen.add(header)
        todo += include.findall(z.read(root + header))
        copy(root + header, os.path.join(o['include'], header))
    for name in o['libraries']:
        copy('tensorflow/' + name, os.path.join(o['libraryDir'], name))
    copy('tensorflow/THIRD_PARTY_NOTICES.txt', os.path.join(o['libraryDir'], 'THIRD_PARTY_NOTICES.txt'))
`;

/**
 * Takes the libraries out of the wheel, and of its headers those that the sources include.
 * @returns the include folder.
 * @throws WayFailure when a file is not in the wheel or cannot be written.
 */
export async function unpackWheel(
  { run, env }: Machine,
  python: string,
  { scratch, ...options }: UnpackOptions,
): Promise<string> {
  const include = join(scratch, 'include');
  const argument = JSON.stringify({ ...options, include });
  const result = await run(python, ['-c', script, argument], { env, timeoutMs: 600_000 });
  if (result.code !== 0) throw new WayFailure(whyItFailed('unpacking the wheel', result));
  return include;
}
