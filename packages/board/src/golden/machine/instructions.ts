import { exponentField } from './rounding.ts';

/** Opcodes and lengths, in words, of all instructions but `MAC`. */
export const END = 0x00;
export const MARK = 0x01;
export const SEED = 0x02;
export const EXP = 0x03;
export const JUMP = 0x04;
export const REQ = 0x11;
export const UPD = 0x12;

const head = (opcode: number, length: number, flags = 0): number =>
  (opcode | (length << 8) | (flags << 16)) >>> 0;
const bits = (...flags: readonly (boolean | undefined)[]): number =>
  flags.reduce<number>((sum, flag, i) => sum | (flag === true ? 1 << i : 0), 0);
const pair = (low: number, high: number): number => ((low & 0xffff) | (high << 16)) >>> 0;

export const encodeEnd = (): Uint32Array => Uint32Array.of(head(END, 1));

/** Adds the counters to the row at an index. */
export const encodeMark = (id: number, index: number): Uint32Array =>
  Uint32Array.of(head(MARK, 2), ((index & 0xffffff) | (id << 24)) >>> 0);

export const encodeSeed = (state: number): Uint32Array => Uint32Array.of(head(SEED, 2), state);

export const encodeExponent = (register: number, e: number): Uint32Array =>
  Uint32Array.of(head(EXP, 3), 0, (register << 16) | exponentField(e));

export const encodeJump = (index: number): Uint32Array => Uint32Array.of(head(JUMP, 2), index);

export interface RequantiseFields {
  /** To two planes; else to bytes. */
  readonly wide?: boolean;
  readonly random?: boolean;
  readonly relu?: boolean;
  /** Registers of the source and of the result. */
  readonly from: number;
  readonly to: number;
  /** Words of T results. */
  readonly blocks: number;
  /** `int32` index. */
  readonly source: number;
  /** Word address. */
  readonly target: number;
  /** Words from the `hi` plane to the `lo` plane. */
  readonly plane?: number;
}

export const encodeRequantise = (fields: RequantiseFields): Uint32Array =>
  Uint32Array.of(
    head(REQ, 5, bits(fields.wide, fields.random, fields.relu)),
    fields.blocks,
    fields.from | (fields.to << 16) | exponentField(fields.wide ? -15 : -7),
    fields.source,
    pair(fields.target, fields.plane ?? 0),
  );

export interface UpdateFields {
  readonly sign?: boolean;
  readonly random?: boolean;
  readonly masked?: boolean;
  readonly blocks: number;
  /** `int32` index of the accumulators. */
  readonly accumulators: number;
  /** Word address of the master's `hi` plane, and words to its `lo` plane. */
  readonly master: number;
  readonly plane: number;
  /** Weight decay 2^-decay a step; 0: none. */
  readonly decay?: number;
  /** Momentum 1 - 2^-momentum; 0: none. */
  readonly momentum?: number;
  /** Of a sign update, in units of the master. */
  readonly step?: number;
}

/** The word in whose upper half an `UPD` has its step. */
export const STEP_WORD = 2;

export const encodeUpdate = (fields: UpdateFields): Uint32Array =>
  Uint32Array.of(
    head(UPD, 5, bits(fields.sign, fields.random, fields.masked)),
    fields.blocks,
    pair((fields.decay ?? 0) | ((fields.momentum ?? 0) << 8), fields.step ?? 0),
    fields.accumulators,
    pair(fields.master, fields.plane),
  );
