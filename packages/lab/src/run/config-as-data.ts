import { createHash } from 'node:crypto';
import { type Config, type Graph, isPlugin, type Json } from '@picojoule/spec';
import { encodeGraph } from '../codec/graph-file.ts';
import { notJson } from '../errors.ts';

/**
 * A config as a run keeps it: plugins as kind, name and options, graphs as name and SHA-256, absent
 * parts left out.
 *
 * @throws PicojouleError `LAB_NOT_JSON` for a value that has no such form.
 */
export const configAsData = (config: Config): Json => asData('config', config);

function asData(where: string, value: unknown): Json {
  if (isPlugin(value)) {
    const { kind, name, options } = value;
    return { plugin: kind, name, options: asData(`${where}.options`, options) };
  }
  if (isGraph(value)) {
    const sha256 = createHash('sha256').update(encodeGraph(value)).digest('hex');
    return { graph: value.name, sha256 };
  }
  if (Array.isArray(value)) return value.map((member, i) => asData(`${where}[${i}]`, member));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([key, m]) => [key, asData(`${where}.${key}`, m)]));
  }
  // An unbounded option, such as a largest batch of Infinity.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value))
    return value as Json;
  throw notJson(where, `it is of type ${typeof value}`);
}

const isGraph = (value: unknown): value is Graph =>
  typeof value === 'object' && value !== null && 'nodes' in value && 'parameters' in value;
