// `npm test`: everything the tests need, then all of them. Arguments go to Vitest.
// The last line is `N passed, N failed, N skipped`.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './steps/build.mjs';
import { hasDebianPackage, installDebianPackages } from './steps/debian.mjs';
import { install } from './steps/install.mjs';
import { setUpNative } from './steps/native.mjs';
import { checkNodeVersion } from './steps/node-version.mjs';
import { runNode } from './steps/run.mjs';
import { runTool, say, since } from './steps/say.mjs';
import { root } from './steps/workspace.mjs';

/** Data that some tests compare with; they skip without it. */
const testData = ['libonnx-testdata', 'dataset-fashion-mnist'];
const countsPath = join(root, 'node_modules', '.picojoule', 'test-counts.json');

await runTool(async () => {
  const start = performance.now();
  checkNodeVersion();
  await install();
  await build();
  await bringTestData();
  await setUpNative();

  rmSync(countsPath, { force: true });
  const { code } = await runNode([
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=./tools/skip-reporter.mjs',
    ...process.argv.slice(2),
  ]);
  const none = { passed: 0, failed: 0, skipped: 0, broken: 0 };
  const counts = existsSync(countsPath) ? JSON.parse(readFileSync(countsPath, 'utf8')) : none;
  // A file that could not even be loaded, or a crashed run, is a failure that no test counted.
  const failed = Math.max(counts.failed + counts.broken, code === 0 ? 0 : 1);
  say(`Tests took ${since(start)}, all set-up included`);
  say(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`);
  return failed > 0 || counts.passed === 0 ? 1 : 0;
});

async function bringTestData() {
  const { CI, PJ_APT } = process.env;
  const missing = [];
  for (const name of testData) if (!(await hasDebianPackage(name))) missing.push(name);
  if (missing.length === 0) return;
  if (CI === 'true' || PJ_APT === '1') {
    await installDebianPackages(missing, 'data that some tests compare with');
  } else {
    say(`Some tests skip without ${missing.join(' and ')}; as root on Debian, PJ_APT=1 brings it`);
  }
}
