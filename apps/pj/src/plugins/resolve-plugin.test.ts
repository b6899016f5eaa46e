import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_VERSION, definePlugin, PLUGIN } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { builtins } from './builtins.ts';
import { checkPlugin } from './check-plugin.ts';
import { resolvePlugin } from './resolve-plugin.ts';

const nowhere = join(import.meta.dirname, 'nowhere');
const energy = (text: string) => resolvePlugin('energy', text, nowhere);

test.each([
  ['energy', 'eyeriss:chip=jssc17:costs.DRAM=100', { chip: 'jssc17', costs: { DRAM: 100 } }],
  ['energy', 'spatial:{"architecture":"tpu-like"}', { architecture: 'tpu-like' }],
  ['pruning', 'energy-aware:amount=0.2', { amount: 0.2 }],
  ['saver', 'smd:dropProbability=0.25', { dropProbability: 0.25 }],
  ['dataset', 'mnist', {}],
] as const)('%s %s is made with these options, checked and completed', async (kind, text, some) => {
  const { name, options } = await resolvePlugin(kind, text, nowhere);
  expect(name).toBe(text.split(':')[0]);
  expect(options).toMatchObject(some);
});

test('a plugin of the config goes before the built-in of its name; options mean the built-in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pj-config-'));
  try {
    writeFileSync(
      join(folder, 'pj.config.ts'),
      `import { defineConfig } from '@picojoule/spec';
import { eyeriss } from '@picojoule/energy';
import { quickstartNet } from '@picojoule/nets';

export default defineConfig({ model: quickstartNet({ seed: 1 }), energy: [eyeriss({ chip: 'jssc17' })] });
`,
    );
    const chipOf = async (text: string) => (await resolvePlugin('energy', text, folder)).options;
    expect(await chipOf('eyeriss')).toMatchObject({ chip: 'jssc17' });
    expect(await chipOf('eyeriss:skipZeros=false')).toMatchObject({ chip: 'isca16' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('two plugins of one name in the config are refused by their places', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pj-config-'));
  try {
    writeFileSync(
      join(folder, 'pj.config.ts'),
      `import { defineConfig } from '@picojoule/spec';
import { eyeriss, macs } from '@picojoule/energy';

export default defineConfig({
  model: 'model.onnx',
  energy: [eyeriss(), macs(), eyeriss({ chip: 'jssc17' }), { ...eyeriss(), name: 'mine' }],
});
`,
    );
    await expect(resolvePlugin('energy', 'eyeriss', folder)).rejects.toMatchObject({
      code: 'USAGE_PLUGIN_TWICE',
      message: expect.stringContaining(
        'pj.config.ts makes 2 energy plugins "eyeriss": energy[0] and energy[2].',
      ),
      next: expect.stringContaining('"eyeriss:option=value"'),
    });
    expect((await resolvePlugin('energy', 'mine', folder)).name).toBe('mine');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a config that cannot be loaded says how to do without it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pj-config-'));
  try {
    writeFileSync(join(folder, 'pj.config.ts'), `throw new Error('broken');\n`);
    await expect(resolvePlugin('energy', 'eyeriss', folder)).rejects.toMatchObject({
      code: 'CONFIG_FAILS',
      next: expect.stringContaining('"eyeriss:{}" is the built-in'),
    });
    expect((await resolvePlugin('energy', 'eyeriss:{}', folder)).name).toBe('eyeriss');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['eyeriss', { chip: 'isca16', convAndFcOnly: false }],
  ['eyeriss:convAndFcOnly=true', { convAndFcOnly: true }],
  ['eyeriss-joules:eyeriss.chip=jssc17', { eyeriss: { chip: 'jssc17', convAndFcOnly: false } }],
  ['eyeriss-joules:eyeriss.convAndFcOnly=true', { eyeriss: { convAndFcOnly: true } }],
  ['macs', {}],
])('%s takes preferred options that it has, and that are not given', async (text, some) => {
  const preferred = { convAndFcOnly: false };
  const { options } = await resolvePlugin('energy', text, nowhere, preferred);
  expect(options).toMatchObject(some);
  if (text === 'macs') expect(options).toEqual({});
});

test('what is recorded of a plugin are all its options', async () => {
  const { options } = await energy('eyeriss:chip=jssc17');
  expect(options).toMatchObject({ chip: 'jssc17', counting: 'isca16', convAndFcOnly: true });
});

test.each([
  ['eyeriss:chp=jssc17', 'The plugin "eyeriss" has no option "chp". Did you mean "chip"?'],
  ['eyeriss:costs.DRAMM=1', 'has no option "costs.DRAMM". Did you mean "DRAM"?'],
  [
    'eyeriss:chip=jssc16',
    'chip cannot be "jssc16": it takes "isca16" or "jssc17". Did you mean "jssc17"?',
  ],
  ['spatial:architecture=tpu', 'Did you mean "tpu-like"?'],
  ['eyeriss:costs.DRAM=-1', 'costs.DRAM cannot be -1: it takes a number from 0.'],
  ['eyeriss:costs=1', 'costs cannot be 1: it takes an object.'],
  ['eyeriss:mapping.CONV2.p=16', 'the option "mapping.CONV2.q" is missing.'],
  ['eyeriss:mapping=1', 'mapping cannot be 1: it takes an object.'],
  ['eyeriss:skipZeros=some', 'skipZeros cannot be "some": it takes true or false or "ifmap".'],
  ['spatial:searchLimit=0', 'searchLimit cannot be 0: it takes a number from 1.'],
  ['spatial:searchLimit=1.5', 'searchLimit cannot be 1.5: it takes a whole number.'],
  ['spatial:searchLimit=many', 'searchLimit cannot be "many": it takes a number.'],
  ['spatial:ert=3', 'ert cannot be 3: it takes text.'],
  ['spatial:mappings=4', 'mappings cannot be 4: it takes an object.'],
  [
    'spatial:mappings.CONV1.DRAM=E8x',
    'mappings.CONV1.DRAM cannot be "E8x": it takes loops such as "E8 F2 M4", over N, G, M, C, E, F, R and S.',
  ],
  ['spatial:mappings.CONV1.DRAM=E0', 'mappings.CONV1.DRAM cannot be "E0": it takes loops such as'],
  ['spatial:mappings.constructor.DRAM=E8', 'mappings.constructor: no layer can be named'],
  ['eyeriss:mapping.constructor.p=1', 'mapping.constructor: no layer can be named'],
  ['eyeriss-joules:eyeriss.mapping.prototype.p=1', 'eyeriss.mapping.prototype: no layer can be'],
  ['eyeriss:{"mapping":{"__proto__":{"p":1}}}', 'mapping.__proto__: no layer can be named'],
  ['spatial:architecture.name=mine', 'the option "architecture.unit" is missing.'],
  [
    'spatial:architecture={"name":"x","unit":"pJ","mac":{"energy":1},"levels":[]}',
    'architecture.levels is empty',
  ],
  ['macs:cost=1', 'The plugin "macs" has no option "cost".'],
  ['eyerisss:chip=jssc17', 'There is no energy plugin "eyerisss". Did you mean "eyeriss"?'],
])('%s is wrong usage', async (text, message) => {
  const code = expect.stringMatching(/^USAGE_PLUGIN/);
  await expect(energy(text)).rejects.toMatchObject({ code, message: expect.anything() });
  await expect(energy(text)).rejects.toThrow(message);
});

test('no message shows a regular expression', async () => {
  await expect(resolvePlugin('reporter', 'html:language=de_DE', nowhere)).rejects.toThrow(
    'language cannot be "de_DE": it takes a language tag such as "en".',
  );
});

test('the options of all that can be named are listed when one is unknown', async () => {
  for (const [kind, plugins] of Object.entries(builtins)) {
    for (const name of Object.keys(plugins)) {
      const made = resolvePlugin(kind as 'energy', `${name}:noSuchOption=1`, nowhere);
      await expect(made).rejects.toThrow(`"${name}" has no option "noSuchOption"`);
    }
  }
});

/** A schema of no library that we know. */
const foreign = definePlugin({
  kind: 'energy',
  name: 'foreign',
  summary: 'For tests.',
  options: {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        const { node } = value as { node?: number };
        return node === 45
          ? { value }
          : { issues: [{ message: 'node must be 45', path: [{ key: 'node' }] }] };
      },
    },
  },
  create: () => ({ unit: 'J', estimate: () => ({}) as never }),
});

test('options of any Standard Schema are checked', () => {
  expect(checkPlugin(foreign, 'energy', 'x', { node: 45 }).options).toEqual({ node: 45 });
  expect(() => checkPlugin(foreign, 'energy', 'x', { node: 7 })).toThrow('node: node must be 45');
  expect(() => checkPlugin(foreign, 'energy', 'x')).toThrow('node: node must be 45');
});

test('a plugin that is made already takes no more options', () => {
  const made = { [PLUGIN]: true, apiVersion: API_VERSION, kind: 'energy', name: 'made' };
  expect(checkPlugin(made, 'energy', 'made')).toBe(made);
  expect(() => checkPlugin(made, 'energy', 'made', { a: 1 })).toThrow('made already');
});
