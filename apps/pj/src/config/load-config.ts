import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Config, isPlugin, PicojouleError, type Plugin } from '@picojoule/spec';
import type { JitiOptions } from 'jiti';
import { reasonOf } from '../errors.ts';
import { fileIsNoFile } from '../files/errors.ts';
import { filesRead } from '../files/touched-files.ts';
import { checkApiVersion } from '../plugins/check-plugin.ts';
import { checkConfig } from './check-config.ts';
import { configFails, configMissing, configNoDefault } from './errors.ts';
import { locateInStack, locateText } from './locate.ts';
import { ownPackages } from './own-packages.ts';

/** The file that a folder's runs are made from. */
export const CONFIG_FILE = 'pj.config.ts';

export interface LoadedConfig {
  readonly config: Config;
  readonly path: string;
  /** Paths in the config are relative to it. */
  readonly directory: string;
}

/** The config of a folder, where there is one. */
export async function findConfig(directory: string): Promise<LoadedConfig | undefined> {
  return existsSync(resolve(directory, CONFIG_FILE))
    ? loadConfig(CONFIG_FILE, directory)
    : undefined;
}

/**
 * Loads a config file, in TypeScript or JavaScript, and checks its form.
 *
 * @throws PicojouleError with the file, the line and what is wrong there.
 */
export async function loadConfig(file: string, directory: string): Promise<LoadedConfig> {
  const path = resolve(directory, file);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw configMissing(path);
  if (!stats.isFile()) throw fileIsNoFile(path, 'a folder');
  const source = readFileSync(path, 'utf8');
  filesRead.add(path);
  const config = await checkConfig(await evaluate(path, source), path, source);
  for (const { plugin } of placedPlugins(config))
    checkApiVersion(plugin, `${path}: "${plugin.name}"`);
  return { config, path, directory: dirname(path) };
}

async function evaluate(path: string, source: string): Promise<unknown> {
  // A default export that is absent or null would be taken for the module itself.
  const jiti = await createLoader(path, { interopDefault: false });
  let module: Record<string, unknown>;
  try {
    module = await jiti.import(path);
    if ('default' in module) return await module.default;
  } catch (error) {
    throw explained(error, path, source);
  }
  throw configNoDefault(path, Object.keys(module));
}

/** Loads modules as a file at `path` would, with our packages where it has none of its own. */
export async function createLoader(path: string, options: JitiOptions = {}) {
  const { createJiti } = await import('jiti');
  return createJiti(path, { alias: ownPackages(), fsCache: false, moduleCache: false, ...options });
}

function explained(error: unknown, path: string, source: string): PicojouleError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (error instanceof PicojouleError) {
    const { code, message, next } = error;
    const where = locateInStack(path, text) ?? path;
    return new PicojouleError({ code, message: `${where}: ${message}`, next, cause: error });
  }
  const missing = /^Cannot find (?:module|package) '([^']+)'/.exec(reasonOf(error))?.[1];
  const where =
    missing === undefined ? (locateInStack(path, text) ?? path) : locateText(path, source, missing);
  const reason = reasonOf(error)
    .replace(/^ParseError: /, '')
    .trim();
  return configFails(where, `${reason}.`, error);
}

export interface PlacedPlugin {
  readonly plugin: Plugin;
  /** As code reads it: `energy[1]`, `train.savers[0]`. */
  readonly place: string;
}

/** All plugins that a config names, at any depth, and where. */
export function placedPlugins(value: unknown, place = ''): PlacedPlugin[] {
  if (isPlugin(value)) return [{ plugin: value, place }];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'model') return [];
    const dot = place === '' ? '' : '.';
    return placedPlugins(inner, Array.isArray(value) ? `${place}[${key}]` : `${place}${dot}${key}`);
  });
}
