import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginKind } from '@picojoule/spec';
import type { PluginName } from './plugin-name.ts';

const TEMPLATES = fileURLToPath(new URL('../../templates/', import.meta.url));

/** Texts by their path in the plugin's folder. */
export type Files = Record<string, string>;

/** The files of a kind's template, in which the plugin is called `my-plugin`. */
export const readTemplate = (kind: PluginKind): Readonly<Files> => ({
  ...readFolder(join(TEMPLATES, 'common')),
  ...readFolder(join(TEMPLATES, kind)),
});

/** The same with a name of its own, as part of a package. */
export function fillTemplate(
  template: Readonly<Files>,
  { kebab, camel, upper }: PluginName,
  packageName: string,
): Files {
  const fill = (text: string) =>
    text
      .replaceAll('@scope/my-plugin', packageName)
      .replaceAll('my-plugin', kebab)
      .replaceAll('myPlugin', camel)
      .replaceAll('MY_PLUGIN', upper);
  return Object.fromEntries(
    Object.entries(template).map(([path, text]) => [fill(path), fill(text)]),
  );
}

function readFolder(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}
