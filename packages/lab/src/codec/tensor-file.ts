import type { Json, Tensors } from '@picojoule/spec';
import * as v from 'valibot';
import { damagedArchive } from '../errors.ts';
import { toJson } from '../run/json.ts';
import { decodeArchive, encodeArchive } from './archive.ts';
import { fromBytes, tensorHeader, toBytes } from './tensor-bytes.ts';

const header = v.object({
  state: v.custom<Json>((value) => value !== undefined),
  tensors: v.array(tensorHeader),
});

/**
 * Tensors, and the state that belongs to them, as the bytes of a checkpoint. Values survive bit for bit.
 *
 * @throws PicojouleError when a tensor's shape, type and values disagree, or the state is not JSON.
 */
export function encodeTensors(tensors: Tensors, state: Json = null): Uint8Array<ArrayBuffer> {
  toJson('the state', state);
  const entries = Object.entries(tensors);
  return encodeArchive({
    kind: 'tensors',
    header: { state, tensors: entries.map(([name, { type, shape }]) => ({ name, type, shape })) },
    arrays: entries.map(([name, value]) => toBytes(name, value)),
  });
}

/**
 * What `encodeTensors` was given; `file` names the bytes in errors.
 *
 * @throws PicojouleError when the bytes are cut short, damaged, or something else.
 */
export function decodeTensors(
  bytes: Uint8Array,
  file = 'The checkpoint',
): { tensors: Tensors; state: Json } {
  const archive = decodeArchive(bytes, 'tensors', file);
  const parsed = v.safeParse(header, archive.header);
  if (!parsed.success || parsed.output.tensors.length !== archive.arrays.length) {
    throw damagedArchive(file, 'its list of tensors does not read');
  }
  const { state, tensors } = parsed.output;
  const read = tensors.map((entry, i) => [entry.name, fromBytes(entry, archive.arrays[i]!, file)]);
  return { tensors: Object.fromEntries(read), state };
}
