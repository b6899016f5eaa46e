import { expect, test } from 'vitest';
import { encodeRecord, markerCommand, RecordReader, samplingCommand } from './records.ts';

// Byte for byte as docs/reference/link.md has them.
const sample = [1, 0, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0xfe, 0xff, 0xc0, 0x03];
const marker = [2, 1, 0x10, 0, 0, 0, 0, 0, 0x34, 0x12, 0, 0];
const fault = [3, 2, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0];

test('records are read as the specification has them', () => {
  const reader = new RecordReader();
  reader.reset();
  expect(reader.read(Uint8Array.from([...sample, ...marker, ...fault]))).toEqual([
    { kind: 'sample', cycle: 0x060504030201, shunt: -2, bus: 960 },
    { kind: 'marker', cycle: 16, id: 0x1234 },
    { kind: 'fault', cycle: 32 },
  ]);
  expect(reader.missing).toBe(0);
});

test('records are written as the specification has them', () => {
  const records = [
    { kind: 'sample', cycle: 0x060504030201, shunt: -2, bus: 960 },
    { kind: 'marker', cycle: 16, id: 0x1234 },
    { kind: 'fault', cycle: 32 },
  ] as const;
  const written = records.map((record, i) => [...encodeRecord(record, 256 + i)]);
  expect(written).toEqual([sample, marker, fault]);
});

test('records that are missing are counted, across frames and across 255', () => {
  const numbered = (n: number) => Uint8Array.from([1, n, ...sample.slice(2)]);
  const reader = new RecordReader();
  for (const n of [250, 253, 254, 1]) reader.read(numbered(n));
  expect(reader.missing).toBe(2 + 2);
});

test('a kind of a later version is left out', () => {
  expect(new RecordReader().read(Uint8Array.from([9, ...sample.slice(1)]))).toEqual([]);
});

test('commands have their opcode first', () => {
  expect([...samplingCommand(true)]).toEqual([0xf0, 1]);
  expect([...samplingCommand(false)]).toEqual([0xf0, 0]);
  expect([...markerCommand(0x1234)]).toEqual([0xf1, 0x34, 0x12]);
});
