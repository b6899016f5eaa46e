import type { Graph, ModelImporter, Plugin } from '@picojoule/spec';
import { asPlugin } from '../as-plugin.ts';
import { wrongCall } from '../errors.ts';

const MAGIC = 'picojoule-graph';
const arrays = [Float32Array, Int32Array, Float64Array, Uint8Array];

/** Graphs as JSON behind a checksum, so that any damage is found: a whole importer in a page. */
export const jsonImporter = (): Plugin<
  'importer',
  ModelImporter & Required<Pick<ModelImporter, 'export'>>
> =>
  asPlugin('importer', 'json', {
    extensions: ['.graph.json'],
    import(bytes) {
      const text = new TextDecoder().decode(bytes);
      const [magic, checksum, body] = text.split('\n', 3);
      if (magic !== MAGIC || body === undefined || checksum !== checksumOf(body)) {
        throw wrongCall('These bytes are no graph of the testkit, or are damaged.');
      }
      return JSON.parse(body, revive) as Graph;
    },
    export(graph) {
      const body = JSON.stringify(graph, replace);
      return new TextEncoder().encode(`${MAGIC}\n${checksumOf(body)}\n${body}`);
    },
  });

const replace = (_: string, value: unknown) =>
  ArrayBuffer.isView(value)
    ? { array: value.constructor.name, elements: [...(value as Uint8Array)] }
    : value;

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('array' in value)) return value;
  const { array, elements } = value as { array: string; elements: number[] };
  return arrays.find(({ name }) => name === array)?.from(elements);
}

/** FNV-1a over the UTF-16 units. */
function checksumOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
