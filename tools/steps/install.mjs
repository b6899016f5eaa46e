// Installs the workspace's packages exactly as the lockfile says.
import { pnpmVersion, runPnpm } from './pnpm.mjs';
import { StepError, say, since } from './say.mjs';
import { filesBelow, hashOf, isStamped, stamp } from './stamp.mjs';
import { projectFolders } from './workspace.mjs';

const PROGRESS_EVERY_MS = 5000;

/** @returns {Promise<boolean>} True where something was installed. */
export async function install() {
  const hash = installHash();
  if (isStamped('install', hash)) return false;
  const start = performance.now();
  say(`Installing packages with pnpm ${pnpmVersion()}`);
  let last = start;
  const { code, output } = await runPnpm(
    [
      'install',
      '--frozen-lockfile',
      '--reporter=append-only',
      '--config.confirmModulesPurge=false',
    ],
    {
      capture: true,
      onLine(line) {
        const now = performance.now();
        if (!line.startsWith('Progress:') || now - last < PROGRESS_EVERY_MS) return;
        last = now;
        say(`  ${line.slice('Progress:'.length).trim()}`);
      },
    },
  );
  if (code !== 0) throw diagnose(output);
  stamp('install', hash);
  say(`  done in ${since(start)}`);
  return true;
}

function installHash() {
  const manifests = [...projectFolders(), 'tests', 'tools/bench'].map((f) => `${f}/package.json`);
  const settings = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'];
  const files = [...filesBelow([...settings, ...manifests]), ...exampleManifests()];
  const { node, modules } = process.versions;
  return hashOf(files, [process.platform, process.arch, node.split('.')[0] ?? '', modules]);
}

const exampleManifests = () =>
  filesBelow(['examples']).filter((file) => /^examples\/[^/]+\/package\.json$/.test(file));

/** @type {readonly [RegExp, string, string][]} */
const causes = [
  [/ENOSPC|no space left/i, 'The disk is full.', 'Free about 2 GB and try again.'],
  [
    /OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH/,
    'pnpm-lock.yaml does not match the package.json files.',
    'Run `node tools/pnpm.mjs install` and commit the lockfile.',
  ],
  [
    /IGNORED_BUILDS|Ignored build scripts/,
    'A dependency wants to run an install script that nobody has decided about.',
    'Name it in pnpm-workspace.yaml, under onlyBuiltDependencies or ignoredBuiltDependencies.',
  ],
  [
    /EACCES|EPERM|EROFS/,
    'A folder cannot be written.',
    'Check the owner of this folder and of the npm cache.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONN|ENETUNREACH|FETCH_FAIL|CERT|SELF_SIGNED|network/i,
    'The package registry cannot be reached.',
    'Check the network, HTTPS_PROXY and what `npm config get registry` says.',
  ],
  [/ENOENT.*npm|spawn npm/, 'npm is not on the PATH.', 'Install npm; it comes with Node.js.'],
];

/**
 * @param {string} output
 * @returns {StepError}
 */
export function diagnose(output) {
  const found = causes.find(([pattern]) => pattern.test(output));
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('Progress:'));
  const tail = lines.slice(-15).join('\n  | ');
  const [, what, next] = found ?? [undefined, 'The packages could not be installed.', 'See above.'];
  return new StepError(`${what}\n  | ${tail}`, next);
}
