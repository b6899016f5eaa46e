import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCobs, encodeCobs, longestEncoding } from './cobs.ts';
import { Deframer } from './deframer.ts';
import { encodeFrame, type Frame, Kind, LARGEST_PAYLOAD, LONGEST_FRAME } from './frame.ts';
import { Prbs31 } from './prbs.ts';

/** As the paper describes it: split at zeros, each part in pieces of 254 bytes. */
function slowCobs(source: readonly number[]): number[] {
  const parts: number[][] = [[]];
  for (const byte of source) {
    if (byte === 0) parts.push([]);
    else parts.at(-1)!.push(byte);
  }
  return parts.flatMap((part, i) => {
    const out: number[] = [];
    let rest = part;
    while (rest.length >= 254) {
      out.push(255, ...rest.slice(0, 254));
      rest = rest.slice(254);
      // A full piece needs no end of its own at the end of the data.
      if (rest.length === 0 && i === parts.length - 1) return out;
    }
    return [...out, rest.length + 1, ...rest];
  });
}

const encoded = (source: Uint8Array) => {
  const target = new Uint8Array(longestEncoding(source.length));
  return target.subarray(0, encodeCobs(source, target, 0));
};
const mostlyFull = fc
  .uint8Array({ maxLength: 800 })
  .map((bytes) => bytes.map((b) => (b < 250 ? b | 1 : 0)));

test('COBS equals its slow description, holds no zero and is undone', () => {
  for (const length of [0, 1, 253, 254, 255, 508, 509]) {
    const full = new Uint8Array(length).fill(7);
    expect([...encoded(full)]).toEqual(slowCobs([...full]));
  }
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 600 }), mostlyFull), (source) => {
      const wire = encoded(source);
      expect([...wire]).toEqual(slowCobs([...source]));
      expect(wire).not.toContain(0);
      expect(decodeCobs(wire)).toEqual(source);
    }),
  );
});

test('what no encoder writes is refused', () => {
  for (const wire of [[0], [3, 1], [5, 1, 2], [2, 0]]) {
    expect(decodeCobs(Uint8Array.from(wire))).toBeUndefined();
  }
});

const frames = fc.record<Frame>({
  kind: fc.constantFrom(...Object.values(Kind)),
  repeat: fc.boolean(),
  answer: fc.boolean(),
  sequence: fc.nat(255),
  acknowledge: fc.nat(255),
  credit: fc.nat(255),
  payload: fc.uint8Array({ maxLength: LARGEST_PAYLOAD }),
});

test('frames survive the wire in chunks of any size', () => {
  fc.assert(
    fc.property(
      fc.array(frames, { maxLength: 5 }),
      fc.integer({ min: 1, max: 50 }),
      (sent, size) => {
        const wire = Buffer.concat(sent.map(encodeFrame));
        const deframer = new Deframer();
        const got: Frame[] = [];
        for (let at = 0; at < wire.length; at += size) {
          got.push(...deframer.push(wire.subarray(at, at + size)));
        }
        expect(got).toEqual(sent);
        for (const frame of sent)
          expect(encodeFrame(frame).length).toBeLessThanOrEqual(LONGEST_FRAME);
      },
    ),
  );
});

test('any single changed bit, and any cut, is noticed', () => {
  const payload = Uint8Array.from({ length: 40 }, (_, i) => i % 5);
  const plain = { repeat: false, answer: false, sequence: 3, acknowledge: 4, credit: 8 };
  const wire = encodeFrame({ kind: Kind.command, ...plain, payload });
  for (let bit = 0; bit < wire.length * 8; bit++) {
    const changed = Uint8Array.from(wire);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(new Deframer().push(changed)).toEqual([]);
  }
  for (let end = 0; end < wire.length - 1; end++) {
    const deframer = new Deframer();
    expect(deframer.push(Uint8Array.of(...wire.subarray(0, end), 0))).toEqual([]);
    // The next frame is read again.
    expect(deframer.push(wire)).toHaveLength(1);
  }
});

test('the checksum is CRC-32 of IEEE 802.3: an acknowledgement, byte by byte', () => {
  const wire = encodeFrame({
    kind: Kind.acknowledge,
    repeat: false,
    answer: false,
    sequence: 0,
    acknowledge: 0x31,
    credit: 0x32,
    payload: Uint8Array.from(Buffer.from('3456789')),
  });
  const body = decodeCobs(wire.subarray(0, -1))!;
  // Computed bit by bit, as the standard defines it.
  let crc = 0xffffffff;
  for (const byte of body.subarray(0, -4)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const view = new DataView(body.buffer, body.byteOffset + body.length - 4, 4);
  expect(view.getUint32(0, true)).toBe(~crc >>> 0);
});

test('a stream without delimiters is dropped in bounded memory and counted', () => {
  const deframer = new Deframer();
  expect(deframer.push(new Uint8Array(100_000).fill(1))).toEqual([]);
  expect(deframer.push(Uint8Array.of(0))).toEqual([]);
  expect(deframer.faults.overlong).toBe(1);
});

test('PRBS31 is the shift register of its polynomial', () => {
  let state = 0x7fffffff;
  const bits = Array.from({ length: 4096 }, () => {
    const fresh = ((state >>> 30) ^ (state >>> 27)) & 1;
    state = ((state << 1) | fresh) & 0x7fffffff;
    return fresh;
  });
  const bytes = new Prbs31().fill(new Uint8Array(512));
  expect(
    [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1)),
  ).toEqual(bits);
});
