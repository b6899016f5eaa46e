import { crc32 } from 'node:zlib';
import { decodeCobs, encodeCobs, longestEncoding } from './cobs.ts';
import { takeBytes } from './take-bytes.ts';

/** What a frame is; `command`, `stream` and `test` are delivered once and in order, the others are not. */
export const Kind = {
  acknowledge: 0,
  command: 1,
  stream: 2,
  test: 3,
  hello: 4,
  welcome: 5,
  ping: 6,
  pong: 7,
  baud: 8,
  baudTaken: 9,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** Kinds with a sequence number of their own. */
export type SequencedKind = typeof Kind.command | typeof Kind.stream | typeof Kind.test;

export const isSequenced = (kind: Kind): kind is SequencedKind =>
  kind >= Kind.command && kind <= Kind.test;

export interface Frame {
  readonly kind: Kind;
  /** Asks the peer to send again from `acknowledge` on. */
  readonly repeat: boolean;
  /** Asks the peer to acknowledge at once. */
  readonly answer: boolean;
  /** Of sequenced kinds; 0 in others. */
  readonly sequence: number;
  /** The next sequence number that the sender expects. */
  readonly acknowledge: number;
  /** Frames that the sender can take from `acknowledge` on. */
  readonly credit: number;
  readonly payload: Uint8Array;
}

/** Why bytes between two delimiters are no frame. */
export type FrameFault = 'stuffing' | 'length' | 'checksum' | 'kind';

/** Most payload bytes of one frame. */
export const LARGEST_PAYLOAD = 240;

const HEADER = 4;
const CHECKSUM = 4;
const REPEAT = 0x80;
const ANSWER = 0x40;
const LARGEST_BODY = HEADER + LARGEST_PAYLOAD + CHECKSUM;

/** Most bytes of a frame on the wire, delimiter included. */
export const LONGEST_FRAME = longestEncoding(LARGEST_BODY) + 1;

/** The frame as it goes over the wire, delimiter included: see docs/reference/link.md. */
export function encodeFrame(frame: Frame): Uint8Array {
  const { kind, repeat, answer, sequence, acknowledge, credit, payload } = frame;
  if (payload.length > LARGEST_PAYLOAD) throw new RangeError(`payload of ${payload.length} bytes`);
  const body = BODY;
  body[0] = kind | (repeat ? REPEAT : 0) | (answer ? ANSWER : 0);
  body[1] = sequence;
  body[2] = acknowledge;
  body[3] = credit;
  body.set(payload, HEADER);
  const end = HEADER + payload.length;
  BODY_VIEW.setUint32(end, crc32(body.subarray(0, end)), true);
  const wire = takeBytes(longestEncoding(end + CHECKSUM) + 1);
  const length = encodeCobs(body.subarray(0, end + CHECKSUM), wire, 0) + 1;
  return wire.subarray(0, length);
}

/** Of the frame that is being encoded. */
const BODY = new Uint8Array(LARGEST_BODY);
const BODY_VIEW = new DataView(BODY.buffer);

/** What stands between two delimiters. */
export function decodeFrame(encoded: Uint8Array): Frame | FrameFault {
  const body = decodeCobs(encoded);
  if (body === undefined) return 'stuffing';
  if (body.length < HEADER + CHECKSUM || body.length > LARGEST_BODY) return 'length';
  const end = body.length - CHECKSUM;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  if (view.getUint32(end, true) !== crc32(body.subarray(0, end))) return 'checksum';
  const first = body[0]!;
  const kind = (first & 0x3f) as Kind;
  if (kind > Kind.baudTaken) return 'kind';
  return {
    kind,
    repeat: (first & REPEAT) !== 0,
    answer: (first & ANSWER) !== 0,
    sequence: body[1]!,
    acknowledge: body[2]!,
    credit: body[3]!,
    payload: body.subarray(HEADER, end),
  };
}
