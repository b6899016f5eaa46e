// The first check of every tool. Uses nothing that an old Node.js lacks.
import { StepError } from './say.mjs';
import { readJson } from './workspace.mjs';

/** Throws unless this Node.js is new enough for the workspace. */
export function checkNodeVersion(version = process.versions.node) {
  const wanted = readJson('package.json').engines.node.replace('>=', '');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = wanted.split('.').map(Number);
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  throw new StepError(
    `Node.js ${version} is too old: Picojoule needs ${wanted} or later.`,
    'Install a newer Node.js, for instance its current long-term release, and try again.',
  );
}
