import type { Graph, Tensor } from '@picojoule/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGraph, encodeGraph } from './graph-file.ts';
import { decodeTensors, encodeTensors } from './tensor-file.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const anyTensor: fc.Arbitrary<Tensor> = shape.chain((dimensions) => {
  const length = dimensions.reduce((a, b) => a * b, 1);
  const exactly = { minLength: length, maxLength: length };
  return fc.oneof(
    fc
      .float32Array(exactly)
      .map((values) => ({ type: 'float32' as const, shape: dimensions, values })),
    fc.int32Array(exactly).map((values) => ({ type: 'int32' as const, shape: dimensions, values })),
    fc
      .float64Array({ ...exactly, noNaN: true })
      .map((values) => ({ type: 'int64' as const, shape: dimensions, values })),
    fc
      .uint8Array({ ...exactly, max: 1 })
      .map((values) => ({ type: 'bool' as const, shape: dimensions, values })),
  );
});
const name = fc.oneof(fc.string(), fc.constant('__proto__'), fc.string({ unit: 'grapheme' }));
const anyTensors = fc
  .array(fc.tuple(name, anyTensor), { maxLength: 5 })
  .map((entries): Record<string, Tensor> => Object.fromEntries(entries));
const anyState = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));

const sample = () =>
  encodeTensors(
    { w: { type: 'float32', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) } },
    { step: 7 },
  );

describe('tensor file', () => {
  it('gives back what it was given, bit for bit', () => {
    fc.assert(
      fc.property(anyTensors, anyState, (tensors, state) => {
        expect(decodeTensors(encodeTensors(tensors, state))).toEqual({ tensors, state });
      }),
    );
  });

  it('keeps the bits of every NaN', () => {
    const values = new Float32Array(Uint32Array.of(0x7fc00001, 0xffc12345, 0x80000000).buffer);
    const { w } = decodeTensors(
      encodeTensors({ w: { type: 'float32', shape: [3], values } }),
    ).tensors;
    expect(new Uint32Array(w!.values.buffer)).toEqual(new Uint32Array(values.buffer));
  });

  it('reads from any position of a larger buffer, and writes views of one', () => {
    const large = new Float32Array(10).map((_, i) => i);
    const bytes = encodeTensors({
      w: { type: 'float32', shape: [3], values: large.subarray(4, 7) },
    });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const { w } = decodeTensors(shifted.subarray(3)).tensors;
    expect([...w!.values]).toEqual([4, 5, 6]);
  });

  it('reads from a Buffer in pooled memory as from any bytes', () => {
    const bytes = Buffer.allocUnsafe(sample().length);
    bytes.set(sample());
    const { w } = decodeTensors(bytes).tensors;
    expect([...w!.values]).toEqual([1, 2, 3, 4]);
    bytes.fill(0);
    expect([...w!.values]).toEqual([1, 2, 3, 4]);
  });

  it('lies on the disk as documented', () => {
    const bytes = Buffer.from(sample());
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PJB\r\n\x1a\n');
    expect(Number(bytes.readBigUInt64LE(16))).toBe(bytes.length);
    const headerEnd = 24 + bytes.readUInt32LE(12);
    expect(JSON.parse(bytes.subarray(24, headerEnd).toString())).toEqual({
      kind: 'tensors',
      header: { state: { step: 7 }, tensors: [{ name: 'w', type: 'float32', shape: [2, 2] }] },
      lengths: [16],
    });
    const start = Math.ceil(headerEnd / 8) * 8;
    expect([0, 4, 8, 12].map((at) => bytes.readFloatLE(start + at))).toEqual([1, 2, 3, 4]);
    expect(bytes.readUInt32LE(bytes.length - 4)).toBe(slowCrc32(bytes.subarray(0, -4)));
  });

  it('notices every cut and every flipped bit', () => {
    const bytes = sample();
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeTensors(bytes.subarray(0, length))).toThrow(
        length < 8 ? /no file of tensors|cut short/ : /cut short/,
      );
    }
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => decodeTensors(damaged)).toThrow(/no file of tensors|damaged/);
    }
    expect(() => decodeTensors(Uint8Array.of(...bytes, 0))).toThrow(/should be/);
  });

  it('refuses other files and tensors that disagree with themselves', () => {
    expect(() => decodeGraph(sample())).toThrow(/no file of graph but of tensors/);
    expect(() => decodeTensors(new Uint8Array(100))).toThrow(/no file of tensors/);
    const wrong = (type: Tensor['type'], dimensions: number[]) => () =>
      encodeTensors({ w: { type, shape: dimensions, values: new Float32Array(2) } });
    expect(wrong('float32', [3])).toThrow(/"w".*shape/);
    expect(wrong('int32', [2])).toThrow(/"w".*Float32Array/);
    expect(() => encodeTensors({}, Number.NaN)).toThrow(/state/);
  });
});

/** Bit by bit, from the polynomial. */
function slowCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('graph file', () => {
  const graph = (parameters: Graph['parameters'], masks: Graph['masks']): Graph => ({
    name: 'net',
    inputs: [{ name: 'x', type: 'float32', shape: ['batch', 1, 4, 4] }],
    outputs: ['y'],
    nodes: [
      {
        name: 'clip',
        op: 'Clip',
        inputs: ['x', ''],
        outputs: ['y'],
        attributes: { min: -0, max: Number.POSITIVE_INFINITY },
      },
      { name: 'relu', op: 'Relu', inputs: ['y'], outputs: ['z'], attributes: {} },
    ],
    parameters,
    masks,
    blocks: [{ name: 'block', branch: ['clip'], merge: 'add' }],
  });

  it('gives back parameters, fills, masks, blocks and infinite attributes', () => {
    const fill = fc.record({
      type: fc.constantFrom('float32' as const, 'int64' as const),
      shape,
      fill: fc.double(),
    });
    const parameters = fc
      .array(fc.tuple(name, fc.oneof(anyTensor, fill)), { maxLength: 4 })
      .map((entries): Graph['parameters'] => Object.fromEntries(entries));
    const masks = fc
      .array(fc.tuple(name, fc.uint8Array({ max: 1, maxLength: 40 })), { maxLength: 4 })
      .map((entries): Graph['masks'] => Object.fromEntries(entries));
    fc.assert(
      fc.property(parameters, masks, (some, others) => {
        const made = graph(some, others);
        expect(decodeGraph(encodeGraph(made))).toEqual(made);
      }),
    );
  });

  it('reads from a Buffer in pooled memory as from any bytes', () => {
    const made = graph(
      { w: { type: 'float32', shape: [3], values: Float32Array.of(1, 2, 3) } },
      { w: Uint8Array.of(1, 0, 1) },
    );
    const encoded = encodeGraph(made);
    const bytes = Buffer.allocUnsafe(encoded.length);
    bytes.set(encoded);
    const decoded = decodeGraph(bytes);
    bytes.fill(0);
    expect(decoded).toEqual(made);
  });

  it('gives back the gate of a block', () => {
    const made = graph({}, {});
    const gated = { ...made, blocks: made.blocks.map((block) => ({ ...block, gate: 'y' })) };
    expect(decodeGraph(encodeGraph(gated))).toEqual(gated);
  });

  it('takes one bit for each element of a mask', () => {
    const size = (length: number) => encodeGraph(graph({}, { w: new Uint8Array(length) })).length;
    expect(size(80_000) - size(40_000)).toBe(5000);
  });

  it('refuses a mask of other values than 0 and 1', () => {
    expect(() => encodeGraph(graph({}, { w: Uint8Array.of(0, 2) }))).toThrow(/"w".*holds 2/);
  });
});
