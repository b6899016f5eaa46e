import { crc32 } from 'node:zlib';
import type { Json } from '@picojoule/spec';
import * as v from 'valibot';
import { damagedArchive, newerFormat, noArchive } from '../errors.ts';

/*
 * magic 8 | version u32 | header length u32 | file length u64 | header (JSON) | arrays, each on a
 * multiple of 8 | CRC-32 of all before u32. Little-endian throughout. The magic's line ends show a
 * transfer in text mode at once, as PNG's do.
 */
const MAGIC = Uint8Array.of(0x89, 0x50, 0x4a, 0x42, 0x0d, 0x0a, 0x1a, 0x0a);
const VERSION = 1;
const HEADER_AT = 24;
const TRAILER = 4;

/** What the container holds: a kind, a JSON header and byte arrays. */
export interface Archive {
  readonly kind: string;
  readonly header: Json;
  readonly arrays: readonly Uint8Array[];
}

const envelope = v.object({
  kind: v.string(),
  header: v.custom<Json>((value) => value !== undefined),
  lengths: v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});

const align = (offset: number) => Math.ceil(offset / 8) * 8;

export function encodeArchive({ kind, header, arrays }: Archive): Uint8Array<ArrayBuffer> {
  const lengths = arrays.map((array) => array.length);
  const text = new TextEncoder().encode(JSON.stringify({ kind, header, lengths }));
  const end = lengths.reduce((offset, length) => align(offset) + length, HEADER_AT + text.length);
  const bytes = new Uint8Array(end + TRAILER);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, text.length, true);
  view.setBigUint64(16, BigInt(bytes.length), true);
  bytes.set(text, HEADER_AT);
  let offset = HEADER_AT + text.length;
  for (const array of arrays) {
    bytes.set(array, align(offset));
    offset = align(offset) + array.length;
  }
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/**
 * The content; arrays are views of `bytes`.
 *
 * @throws PicojouleError `LAB_NO_ARCHIVE` for another kind of file, `LAB_DAMAGED_ARCHIVE` for one that
 * is cut short or whose checksum fails, `LAB_FORMAT` for one of a later version.
 */
export function decodeArchive(bytes: Uint8Array, kind: string, file: string): Archive {
  const magic = bytes.subarray(0, MAGIC.length);
  if (magic.some((byte, i) => byte !== MAGIC[i])) throw noArchive(file, kind);
  if (bytes.length < HEADER_AT + TRAILER) {
    throw damagedArchive(file, `it ends after ${bytes.length} bytes, within its preamble`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  const end = bytes.length - TRAILER;
  const stated = view.getBigUint64(16, true);
  if (stated !== BigInt(bytes.length)) {
    throw damagedArchive(file, `it should be ${stated} bytes long and is ${bytes.length}`);
  }
  if (crc32(bytes.subarray(0, end)) !== view.getUint32(end, true)) {
    throw damagedArchive(file, 'its checksum does not fit its content');
  }
  if (version > VERSION) throw newerFormat(file, version, VERSION);
  const headerEnd = HEADER_AT + view.getUint32(12, true);
  if (headerEnd > end) throw damagedArchive(file, 'its header is longer than the file');
  const content = readEnvelope(bytes.subarray(HEADER_AT, headerEnd), file);
  if (content.kind !== kind) throw noArchive(file, `${kind} but of ${content.kind}`);

  const arrays: Uint8Array[] = [];
  let offset = headerEnd;
  for (const length of content.lengths) {
    const start = align(offset);
    offset = start + length;
    if (offset > end) throw damagedArchive(file, 'its arrays are longer than the file');
    arrays.push(bytes.subarray(start, offset));
  }
  if (offset !== end) throw damagedArchive(file, 'its arrays are shorter than the file');
  return { kind, header: content.header, arrays };
}

function readEnvelope(text: Uint8Array, file: string): v.InferOutput<typeof envelope> {
  try {
    return v.parse(envelope, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text)));
  } catch (cause) {
    throw damagedArchive(file, 'its header does not read', cause);
  }
}
