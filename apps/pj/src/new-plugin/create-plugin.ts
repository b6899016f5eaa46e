import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '@picojoule/lab/make-folder';
import type { PluginKind } from '@picojoule/spec';
import { fileUnwritable, folderNotEmpty } from '../errors.ts';
import { packageInside, packageOutside, tsconfigInside } from './package-files.ts';
import type { PluginName } from './plugin-name.ts';
import { workspaceAbove } from './workspace.ts';

const TEMPLATES = fileURLToPath(new URL('../../templates/', import.meta.url));

export interface CreatedPlugin {
  /** Paths below the folder. */
  readonly files: readonly string[];
  readonly inWorkspace: boolean;
}

/**
 * Writes a plugin package of a kind into a new folder.
 *
 * @throws PicojouleError when the folder holds anything already: nothing is overwritten.
 */
export function createPlugin(kind: PluginKind, name: PluginName, directory: string): CreatedPlugin {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw folderNotEmpty(directory);
  const workspace = workspaceAbove(dirname(directory));
  const files = { ...templateFiles('common', name), ...templateFiles(kind, name) };
  const manifest = files['package.json']!;
  if (workspace === undefined) {
    files['package.json'] = packageOutside(manifest);
  } else {
    files['package.json'] = packageInside(manifest, name.kebab);
    files['tsconfig.json'] = tsconfigInside(directory, workspace);
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    makeFolder(dirname(path));
    try {
      writeFileSync(path, text, { flag: 'wx' });
    } catch (error) {
      throw fileUnwritable(path, error);
    }
  }
  return { files: Object.keys(files).sort(), inWorkspace: workspace !== undefined };
}

function templateFiles(template: string, { kebab, camel, upper }: PluginName) {
  const fill = (text: string) =>
    text
      .replaceAll('my-plugin', kebab)
      .replaceAll('myPlugin', camel)
      .replaceAll('MY_PLUGIN', upper);
  const folder = join(TEMPLATES, template);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Object.fromEntries(
    paths.map((path) => [fill(path), fill(readFileSync(join(folder, path), 'utf8'))]),
  ) as Record<string, string>;
}
