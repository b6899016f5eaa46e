// Builds all packages with `tsc -b`, unless no source has changed since.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './run.mjs';
import { StepError, say, since } from './say.mjs';
import { filesBelow, hashOf, isStamped, stamp } from './stamp.mjs';
import { projectFolders, root } from './workspace.mjs';

/** @returns {Promise<boolean>} True where something was built. */
export async function build() {
  const folders = projectFolders();
  const hash = hashOf(
    filesBelow([
      'tsconfig.json',
      'tsconfig.base.json',
      'pnpm-lock.yaml',
      ...folders.flatMap((f) => [`${f}/package.json`, `${f}/tsconfig.json`, `${f}/src`]),
    ]),
  );
  const whole = folders.every((f) => existsSync(join(root, f, 'dist', 'tsconfig.tsbuildinfo')));
  if (whole && isStamped('build', hash)) return false;
  const start = performance.now();
  say(`Building ${folders.length} packages`);
  const { code, output } = await runNode(['node_modules/typescript/bin/tsc', '-b'], {
    capture: true,
  });
  if (code !== 0) {
    throw new StepError(`The build failed.\n${output.trim()}`, 'Correct the sources named above.');
  }
  stamp('build', hash);
  say(`  done in ${since(start)}`);
  return true;
}
