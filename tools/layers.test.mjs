// The layers are enforced: ESLint with our configuration refuses imports that break them.
import { ESLint } from 'eslint';
import { beforeAll, expect, test } from 'vitest';
import { layers } from './layers.js';
import { bringProjectGraph } from './project-graph.js';
import { root } from './steps/workspace.mjs';

const rule = '@nx/enforce-module-boundaries';

/**
 * Lints one import as if it stood in a file of a package.
 * @param {string} filePath
 * @param {string} imported
 */
async function boundaryMessages(filePath, imported) {
  const { default: config } = await import('../eslint.config.js');
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    // The file does not exist, so the parts that ask the compiler about it are left out.
    overrideConfig: config.map(({ rules, languageOptions, ...block }) => ({
      ...block,
      ...(languageOptions && { languageOptions: { parser: languageOptions.parser } }),
      ...(rules && { rules: { [rule]: rules[rule] } }),
    })),
  });
  const code = `import * as imported from '${imported}';\nexport const used = imported;\n`;
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

process.env.NX_DAEMON = 'false';
beforeAll(bringProjectGraph, 200_000);

/** @type {[string, string][]} */
const wrong = [
  ['packages/spec/src/new.ts', '@picojoule/graph'],
  ['packages/graph/src/new.ts', '@picojoule/energy'],
  ['packages/train/src/new.ts', '@picojoule/prune'],
  ['packages/train/src/new.ts', '@picojoule/core'],
  ['packages/core/src/new.ts', '@picojoule/lab'],
  ['packages/core/src/new.ts', '@picojoule/tfjs'],
  ['packages/energy/src/new.ts', '@picojoule/testkit'],
  ['packages/energy/src/new.ts', '../../../apps/pj/src/main.ts'],
  ['apps/pj/src/new.ts', '@picojoule/testkit'],
];
test.each(wrong)('%s must not import %s', { timeout: 60_000 }, async (file, imported) => {
  const messages = await boundaryMessages(file, imported);
  expect(messages).toEqual([expect.stringContaining(rule)]);
});

/** @type {[string, string][]} */
const right = [
  ['packages/graph/src/new.ts', '@picojoule/spec'],
  ['packages/energy/src/new.ts', '@picojoule/graph'],
  ['packages/energy/src/new.test.ts', '@picojoule/testkit'],
  ['apps/pj/src/new.ts', '@picojoule/prune'],
];
test.each(right)('%s may import %s', { timeout: 60_000 }, async (file, imported) => {
  expect(await boundaryMessages(file, imported)).toEqual([]);
});

test('every package has exactly one layer that is known', async () => {
  const { projectFolders, readJson } = await import('./steps/workspace.mjs');
  const known = layers({ testing: false }).map(({ sourceTag }) => sourceTag);
  for (const folder of projectFolders()) {
    const tags = readJson(`${folder}/package.json`).nx?.tags ?? [];
    expect(
      tags.filter((/** @type {string} */ tag) => known.includes(tag)),
      folder,
    ).toHaveLength(1);
  }
});
