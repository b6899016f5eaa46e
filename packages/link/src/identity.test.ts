import { expect, test } from 'vitest';
import {
  decodeHello,
  decodeWelcome,
  encodeHello,
  encodeWelcome,
  type Identity,
  PROTOCOL_VERSION,
} from './identity.ts';
import { decodePong, encodePong, encodeWord } from './probe.ts';

// Byte for byte as docs/reference/link.md has them.
const hello = [0x50, 0x4a, 1, 0x44, 0x33, 0x22, 0x11];
const build = Array.from({ length: 16 }, (_, i) => 0xa0 + i);
const welcome = [
  ...[1, 0b11, 0x44, 0x33, 0x22, 0x11],
  ...Buffer.from('icebreaker'),
  ...[0, 0, 0, 0, 0, 0],
  ...build,
  ...[0x80, 0xc3, 0xc9, 0x01],
  ...[0x10, 0x00],
  ...[0x00, 0x00, 0x02, 0x00],
];
const identity: Identity = {
  board: 'icebreaker',
  bitstream: Buffer.from(build).toString('hex'),
  clock: 30_000_000,
  simulated: true,
  macsPerCycle: 16,
  memory: 131_072,
};

test('a hello is as the specification has it', () => {
  expect([...encodeHello(0x11223344)]).toEqual(hello);
  expect(decodeHello(Uint8Array.from(hello))).toEqual({
    version: PROTOCOL_VERSION,
    nonce: 0x11223344,
  });
});

test('a welcome is as the specification has it, and may be longer', () => {
  const said = { version: 1, nonce: 0x11223344, resumed: true, identity };
  expect([...encodeWelcome(said)]).toEqual(welcome);
  expect(decodeWelcome(Uint8Array.from(welcome))).toEqual(said);
  expect(decodeWelcome(Uint8Array.from([...welcome, 7, 7]))).toEqual(said);
});

test('what is too short, or begins otherwise, is neither', () => {
  expect(decodeHello(Uint8Array.from(hello.slice(1)))).toBeUndefined();
  expect(decodeHello(Uint8Array.from([0x51, ...hello.slice(1)]))).toBeUndefined();
  expect(decodeWelcome(Uint8Array.from(welcome.slice(0, -1)))).toBeUndefined();
});

test('tokens, rates and stamps are little-endian', () => {
  expect([...encodeWord(3_000_000)]).toEqual([0xc0, 0xc6, 0x2d, 0x00]);
  const pong = { token: 0x11223344, received: 0x0605_0403_0201, sent: 0x0c0b_0a09_0807 };
  const bytes = [0x44, 0x33, 0x22, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  expect([...encodePong(pong)]).toEqual(bytes);
  expect(decodePong(Uint8Array.from(bytes))).toEqual(pong);
});
