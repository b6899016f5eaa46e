import { WayFailure } from './failure.ts';
import type { Machine } from './machine.ts';
import { whyItFailed } from './run.ts';

export interface UnpackOptions {
  readonly wheel: string;
  /** The C++ files whose includes decide which of the headers are taken: TensorFlow has 9000. */
  readonly sources: readonly string[];
  /** The wheel's folder of headers. */
  readonly headers?: string | undefined;
  readonly include: string;
  /** Names below `into`, by paths in the wheel. */
  readonly files: Readonly<Record<string, string>>;
  readonly into: string;
}

const script = `
import json, os, re, shutil, sys, zipfile
o = json.loads(sys.argv[1])
include = re.compile(rb'^\\s*#\\s*include\\s*["<]([^">]+)[">]', re.M)
root = o.get('headers')
with zipfile.ZipFile(o['wheel']) as z:
    names = set(z.namelist())
    def copy(name, to):
        os.makedirs(os.path.dirname(to), exist_ok=True)
        with z.open(name) as a, open(to, 'wb') as b:
            shutil.copyfileobj(a, b, 1 << 20)
    todo = []
    for path in o['sources'] if root else []:
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
    for name, to in o['files'].items():
        copy(name, os.path.join(o['into'], to))
`;

/**
 * Takes the files out of a wheel, and of its headers those that the sources include.
 * @throws WayFailure when a file is not in the wheel or cannot be written.
 */
export async function unpackWheel(
  { run, env }: Machine,
  python: string,
  options: UnpackOptions,
): Promise<void> {
  const argument = JSON.stringify(options);
  const result = await run(python, ['-c', script, argument], { env, timeoutMs: 600_000 });
  if (result.code !== 0) throw new WayFailure(whyItFailed('unpacking the wheel', result));
}
