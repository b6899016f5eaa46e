import type { Config, Graph, PicojouleError } from '@picojoule/spec';
import * as v from 'valibot';
import { nearest } from '../terminal/nearest.ts';
import { configSchema } from './config-schema.ts';
import {
  configGraph,
  configIsNone,
  settingMissing,
  settingUnknown,
  settingValue,
} from './errors.ts';
import { locateKey } from './locate.ts';
import { type Schema, schemaAt, settingsOf } from './schema-at.ts';

const ROOT = configSchema as Schema;

/**
 * Checks the form of what a config file exports.
 *
 * @throws PicojouleError `CONFIG_SHAPE`, `CONFIG_GRAPH` with file, line and setting.
 */
export async function checkConfig(value: unknown, path: string, source: string): Promise<Config> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw configIsNone(locateKey(path, source, []), kindOf(value));
  const result = v.safeParse(configSchema, value);
  const locate = (keys: readonly string[]) =>
    locateKey(
      path,
      source,
      keys.filter((key) => !/^\d+$/.test(key)),
    );
  if (!result.success) {
    // A misspelt setting also lacks where it should be; its name tells more.
    const misspelt = result.issues.find(({ expected }) => expected === 'never');
    throw problemOf(misspelt ?? result.issues[0], value, locate);
  }
  const config = value as Config;
  if (typeof config.model === 'object') await checkGraph(config.model, locate(['model']));
  return config;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

async function checkGraph(graph: Graph, where: string): Promise<void> {
  const { verify } = await import('@picojoule/graph');
  try {
    verify(graph);
  } catch (error) {
    throw configGraph(where, error);
  }
}

function problemOf(
  issue: v.BaseIssue<unknown>,
  config: object,
  locate: (keys: readonly string[]) => string,
): PicojouleError {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  const above = keys.slice(0, -1);
  const setting = keys.join('.');
  const takes = describe(schemaAt(ROOT, keys));
  if (issue.expected === 'never') {
    const settings = settingsOf(schemaAt(ROOT, above));
    const close = nearest(keys.at(-1)!, settings);
    return settingUnknown(locate(keys), setting, close, settings);
  }
  if (!hasKey(config, keys))
    return settingMissing(locate(above), setting, takes ?? issue.expected!);
  const problem =
    issue.type === 'custom' || takes === undefined
      ? issue.message
      : `it cannot be ${issue.received}; it takes ${takes}`;
  return settingValue(locate(keys), setting, problem);
}

const describe = (schema: Schema | undefined): string | undefined =>
  schema?.entries === undefined
    ? schema && v.getDescription(schema)
    : `an object of ${settingsOf(schema).join(', ')}`;

function hasKey(value: object, keys: readonly string[]): boolean {
  let inner: unknown = value;
  for (const key of keys) {
    if (typeof inner !== 'object' || inner === null || !(key in inner)) return false;
    inner = (inner as Record<string, unknown>)[key];
  }
  return inner !== undefined;
}
