import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '@picojoule/lab/make-folder';
import { fileExists, fileUnwritable, folderNotEmpty } from '../files/errors.ts';
import { filesInside, filesOutside } from './package-files.ts';
import type { PluginName } from './plugin-name.ts';
import type { Files } from './template.ts';
import { workspaceOf } from './workspace.ts';

export interface CreatedPlugin {
  readonly packageName: string;
  /** Paths relative to the folder. */
  readonly files: readonly string[];
  /** The workspace that it is a member of. */
  readonly workspace: string | undefined;
}

/**
 * Writes a plugin package, made from the template of its kind, into a new folder.
 *
 * @throws PicojouleError when something of its name is there already: nothing is overwritten.
 */
export function createPlugin(
  template: Readonly<Files>,
  name: PluginName,
  directory: string,
): CreatedPlugin {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw folderNotEmpty(directory);
  const workspace = workspaceOf(directory);
  const { packageName, files } =
    workspace === undefined ? filesOutside(template, name) : filesInside(template, name);
  const taken = [
    ...Object.keys(files).map((path) => join(directory, path)),
    ...(workspace === undefined ? [] : packagesNamed(name.kebab, workspace)),
  ].find((path) => path !== directory && existsSync(path));
  if (taken !== undefined) throw fileExists(taken, 'Choose another name.');
  for (const [file, text] of Object.entries(files)) {
    const path = join(directory, file);
    makeFolder(dirname(path));
    try {
      writeFileSync(path, text, { flag: 'wx' });
    } catch (error) {
      throw fileUnwritable(path, error);
    }
  }
  return { packageName, files: Object.keys(files).sort(), workspace };
}

const packagesNamed = (name: string, workspace: string) =>
  ['apps', 'packages'].map((group) => join(workspace, group, name));
