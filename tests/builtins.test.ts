import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPluginFactory, type PluginKind } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { builtins } from '../apps/pj/src/plugins/builtins.ts';
import { ROOT } from './built-cli.ts';

/** Those that come with `pj`; another package of the workspace may be somebody's own. */
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'apps/pj/package.json'), 'utf8'));
const LIBRARIES = Object.keys(dependencies)
  .filter((name) => name.startsWith('@picojoule/'))
  .map((name) => name.slice('@picojoule/'.length));

/** `kind name`, of all that our packages export. */
async function exportedPlugins(): Promise<string[]> {
  const found: string[] = [];
  for (const name of LIBRARIES) {
    const module: object = await import(join(ROOT, 'packages', name, 'src/index.ts'));
    for (const value of Object.values(module))
      if (isPluginFactory(value)) found.push(`${value.definition.kind} ${value.definition.name}`);
  }
  return found.sort();
}

const listed = Object.entries(builtins).flatMap(([kind, plugins]) =>
  Object.entries(plugins).map(([name, load]) => ({ kind: kind as PluginKind, name, load })),
);

test('every plugin that our packages export can be named on the command line, and no other', async () => {
  expect(await exportedPlugins()).toEqual(listed.map(({ kind, name }) => `${kind} ${name}`).sort());
}, 60_000);

test.each(listed)(
  'the $kind plugin "$name" is what its name says',
  async ({ kind, name, load }) => {
    const factory = await load();
    if (!isPluginFactory(factory)) throw new Error('it is no factory');
    expect(factory.definition).toMatchObject({ kind, name });
  },
);

test.each(listed)(
  'the $kind plugin "$name" refuses an option that it does not know',
  async ({ load }) => {
    const factory = await load();
    if (!isPluginFactory(factory)) throw new Error('it is no factory');
    const make = factory as (options: object) => unknown;
    expect(() => make({ ofNoPlugin: 1 })).toThrow(
      expect.objectContaining({ code: 'PLUGIN_OPTIONS' }),
    );
  },
);
