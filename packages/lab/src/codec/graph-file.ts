import type { FillTensor, Graph, Json, Tensor } from '@picojoule/spec';
import * as v from 'valibot';
import { badTensor, damagedArchive } from '../errors.ts';
import { decodeArchive, encodeArchive } from './archive.ts';
import { dataType, fromBytes, shape, tensorHeader, toBytes } from './tensor-bytes.ts';

const names = v.array(v.string());
const header = v.object({
  name: v.string(),
  inputs: v.array(
    v.object({
      name: v.string(),
      type: v.literal('float32'),
      shape: v.array(v.union([v.number(), v.literal('batch')])),
    }),
  ),
  outputs: names,
  nodes: v.array(
    v.object({
      name: v.string(),
      op: v.string(),
      inputs: names,
      outputs: names,
      attributes: v.record(v.string(), v.unknown()),
    }),
  ),
  blocks: v.array(
    v.object({
      name: v.string(),
      branch: names,
      merge: v.string(),
      gate: v.exactOptional(v.string()),
    }),
  ),
  /** In the graph's order; a fill has no array. */
  parameters: v.array(
    v.union([
      v.object({ name: v.string(), type: dataType, shape, fill: v.union([v.number(), v.nan()]) }),
      tensorHeader,
    ]),
  ),
  masks: v.array(v.object({ name: v.string(), length: v.pipe(v.number(), v.safeInteger()) })),
});

/**
 * A graph with its parameters, masks and blocks as bytes, in the container of `encodeTensors`. Fills
 * stay fills and masks take one bit an element.
 *
 * @throws PicojouleError when a parameter's shape, type and values disagree.
 */
export function encodeGraph(graph: Graph): Uint8Array<ArrayBuffer> {
  const parameters = Object.entries(graph.parameters);
  const masks = Object.entries(graph.masks);
  const content = {
    name: graph.name,
    inputs: graph.inputs,
    outputs: graph.outputs,
    nodes: graph.nodes,
    blocks: graph.blocks,
    parameters: parameters.map(([name, { type, shape, ...rest }]) =>
      'fill' in rest ? { name, type, shape, fill: rest.fill } : { name, type, shape },
    ),
    masks: masks.map(([name, mask]) => ({ name, length: mask.length })),
  };
  return encodeArchive({
    kind: 'graph',
    header: writeNumbers(content) as Json,
    arrays: [
      ...parameters.flatMap(([name, value]) => ('fill' in value ? [] : [toBytes(name, value)])),
      ...masks.map(([name, mask]) => packBits(name, mask)),
    ],
  });
}

/**
 * What `encodeGraph` was given; `file` names the bytes in errors. The graph's meaning is not checked
 * here: that is the verifier's.
 *
 * @throws PicojouleError when the bytes are cut short, damaged, or something else.
 */
export function decodeGraph(bytes: Uint8Array, file = 'The graph'): Graph {
  const archive = decodeArchive(bytes, 'graph', file);
  const parsed = v.safeParse(header, readNumbers(archive.header));
  if (!parsed.success) throw damagedArchive(file, 'its description of the graph does not read');
  const { parameters, masks, ...rest } = parsed.output;
  let next = 0;
  const nextArray = () => {
    const array = archive.arrays[next++];
    if (array === undefined) throw damagedArchive(file, 'it holds too few arrays');
    return array;
  };
  const readParameters = parameters.map((entry): [string, Tensor | FillTensor] => {
    if (!('fill' in entry)) return [entry.name, fromBytes(entry, nextArray(), file)];
    const { name, ...fill } = entry;
    return [name, fill];
  });
  const readMasks = masks.map(({ name, length }): [string, Uint8Array] => {
    const packed = nextArray();
    if (packed.length !== Math.ceil(length / 8)) {
      throw damagedArchive(file, `the mask of "${name}" has ${packed.length} bytes`);
    }
    return [name, unpackBits(packed, length)];
  });
  return {
    ...(rest as Pick<Graph, 'name' | 'inputs' | 'outputs' | 'nodes' | 'blocks'>),
    parameters: Object.fromEntries(readParameters),
    masks: Object.fromEntries(readMasks),
  };
}

function packBits(name: string, mask: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(mask.length / 8));
  for (let i = 0; i < mask.length; i++) {
    const bit = mask[i]!;
    if (bit > 1) throw badTensor(name, `its mask holds ${bit} at position ${i}`);
    packed[i >> 3]! |= bit << (i & 7);
  }
  return packed;
}

function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (packed[i >> 3]! >> (i & 7)) & 1);
}

/** Attributes such as Clip's bounds may be infinite and fills -0, which JSON does not write. */
const NUMBER = '$number';

function writeNumbers(value: unknown): unknown {
  if (typeof value === 'number') {
    const plain = Number.isFinite(value) && !Object.is(value, -0);
    return plain ? value : { [NUMBER]: Object.is(value, -0) ? '-0' : String(value) };
  }
  return mapMembers(value, writeNumbers);
}

function readNumbers(value: unknown): unknown {
  const text = (value as { [NUMBER]?: unknown } | null | undefined)?.[NUMBER];
  return typeof text === 'string' ? Number(text) : mapMembers(value, readNumbers);
}

function mapMembers(value: unknown, change: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member)]));
}
