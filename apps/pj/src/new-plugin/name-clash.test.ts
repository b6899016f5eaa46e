import ts from 'typescript';
import { expect, test } from 'vitest';
import { builtins } from '../plugins/builtins.ts';
import { clashes } from './name-clash.ts';
import { pluginName } from './plugin-name.ts';
import { readTemplate } from './template.ts';

const KINDS = Object.keys(builtins) as (keyof typeof builtins)[];
const isRefused = (kind: (typeof KINDS)[number], name: string) => {
  const spellings = pluginName(name);
  return 'problem' in spellings || clashes(readTemplate(kind), spellings);
};

test.each(KINDS)('a plugin of kind %s cannot be called like anything in its template', (kind) => {
  for (const [path, text] of Object.entries(readTemplate(kind))) {
    if (!path.endsWith('.ts')) continue;
    for (const word of identifiers(ts.createSourceFile(path, text, ts.ScriptTarget.Latest)))
      if (word !== 'myPlugin') expect(isRefused(kind, kebab(word)), word).toBe(true);
  }
});

test.each(['valibot', 'vitest', 'typescript', 'index', 'then', 'undefined', 'class', 'fs'])(
  'no plugin is called %s',
  (name) => {
    expect(KINDS.filter((kind) => !isRefused(kind, name))).toEqual([]);
  },
);

test('a word of comments and texts alone is free', () => {
  expect(isRefused('reporter', 'markdown')).toBe(false);
  expect(isRefused('energy', 'chip')).toBe(false);
});

function identifiers(node: ts.Node): string[] {
  const below: string[] = [];
  node.forEachChild((child) => void below.push(...identifiers(child)));
  return ts.isIdentifier(node) ? [node.text] : below;
}

/** Back from `camelCase`; what it cannot give, no plugin's name can. */
const kebab = (word: string) => word.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
