import { graphMalformed } from '../errors.ts';
import type { SourceNode } from './source.ts';

/**
 * The nodes on which the outputs depend, in an order in which each value is made before its use; the
 * file's own order where it is one.
 *
 * @throws PicojouleError `ONNX_GRAPH` for values made twice or by nothing, and for cycles.
 */
export function sortNodes(
  nodes: readonly SourceNode[],
  outputs: readonly string[],
  given: ReadonlySet<string>,
): readonly SourceNode[] {
  const producers = new Map<string, SourceNode>();
  for (const node of nodes) {
    for (const value of node.outputs) {
      if (value === '') continue;
      if (producers.has(value) || given.has(value)) {
        throw graphMalformed(`value "${value}" is made twice, again by ${node.op} "${node.name}"`);
      }
      producers.set(value, node);
    }
  }
  const live = liveNodes(producers, outputs, given);
  const made = new Set(given);
  const sorted: SourceNode[] = [];
  const place = (node: SourceNode) => {
    sorted.push(node);
    for (const value of node.outputs) made.add(value);
  };
  const missing = (node: SourceNode) =>
    node.inputs.filter((value) => value !== '' && !made.has(value));
  const waiting = new Map<string, SourceNode[]>();
  // Each node waits for one missing value at a time: time stays linear in the number of edges.
  for (const first of nodes) {
    const ready = live.has(first) ? [first] : [];
    for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
      const value = missing(node)[0];
      if (value === undefined) {
        place(node);
        for (const output of node.outputs) {
          ready.push(...(waiting.get(output) ?? []).reverse());
          waiting.delete(output);
        }
      } else {
        const queue = waiting.get(value);
        if (queue === undefined) waiting.set(value, [node]);
        else queue.push(node);
      }
    }
  }
  if (sorted.length < live.size) {
    const left = [...waiting.values()].flat().slice(0, 5);
    throw graphMalformed(
      `nodes wait for each other in a circle: ${left.map((node) => `${node.op} "${node.name}"`).join(', ')}`,
    );
  }
  return sorted;
}

function liveNodes(
  producers: ReadonlyMap<string, SourceNode>,
  outputs: readonly string[],
  given: ReadonlySet<string>,
): ReadonlySet<SourceNode> {
  const live = new Set<SourceNode>();
  const open = [...outputs].map((value) => ({ value, reader: 'the graph as its output' }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, reader } = next;
    if (value === '' || given.has(value)) continue;
    const node = producers.get(value);
    if (node === undefined) {
      throw graphMalformed(`"${value}", read by ${reader}, is made by nothing`);
    }
    if (live.has(node)) continue;
    live.add(node);
    for (const input of node.inputs) {
      open.push({ value: input, reader: `${node.op} "${node.name}"` });
    }
  }
  return live;
}
