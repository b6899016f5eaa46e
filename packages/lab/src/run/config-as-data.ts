import { createHash } from 'node:crypto';
import { type Config, type Graph, isPlugin, type Json } from '@picojoule/spec';
import { encodeGraph } from '../codec/graph-file.ts';
import { notJson } from '../errors.ts';

/**
 * A config as a run keeps it: plugins as kind, name and options, graphs as name and SHA-256, absent
 * parts left out.
 *
 * @param imported What a model that is a path stands for; kept beside the path, as files change.
 * @throws PicojouleError `LAB_NOT_JSON` for a value that has no such form.
 */
export function configAsData({ model, ...config }: Config, imported?: Graph): Json {
  const network =
    typeof model === 'string' && imported !== undefined
      ? { file: model, ...describeGraph(imported) }
      : asData('config.model', model);
  return { ...(asData('config', config) as object), model: network };
}

function asData(where: string, value: unknown): Json {
  if (isPlugin(value)) {
    const { kind, name, options } = value;
    return { plugin: kind, name, options: asData(`${where}.options`, options) };
  }
  if (isGraph(value)) return describeGraph(value);
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

const describeGraph = (graph: Graph) => ({
  graph: graph.name,
  sha256: createHash('sha256').update(encodeGraph(graph)).digest('hex'),
});

const isGraph = (value: unknown): value is Graph =>
  typeof value === 'object' && value !== null && 'nodes' in value && 'parameters' in value;
