/** What differs between the boards' tensor machines (hardware/doc/isa.md, "Machine"). */
export interface MachineShape {
  /** T: the array forms T x T products a cycle, and a memory word has T bytes. */
  readonly lanes: 4 | 8;
  /** Bytes of an A lane. */
  readonly aBytes: number;
  /** Bytes of one half of a B lane. */
  readonly bBytes: number;
  /** Most groups of an instruction. */
  readonly groups: number;
  /** R: cycles in which T results are read, one after the other in memory. */
  readonly resultCycles: number;
  /** Cycles of a `REQ`: of T results, to one plane or two, and of its end; and of all of it before and after. */
  readonly requantise: {
    readonly int8: RequantiseCycles;
    readonly int16: RequantiseCycles;
    readonly setup: number;
  };
  /** Cycles that an instruction waits for its first word, and for its last. */
  readonly fetchWait: number;
  /** Cycles of a word of a `MARK`'s row: read, added to, written. */
  readonly markWord: number;
  /** Cycles after the last word of a tile in which its first pass may begin. */
  readonly loaded: number;
  /** Cycles of a pass beside its products, in which its sums leave the array. */
  readonly unload: number;
  /** Cycles from the end of a pass to its drain's first on the port: array and drain are pipelines. */
  readonly drainDelay: number;
  /** Bytes of tensor memory, a power of two. */
  readonly memory: number;
}

interface RequantiseCycles {
  readonly block: number;
  readonly tail: number;
}

export const up5k: MachineShape = {
  lanes: 4,
  aBytes: 512,
  bBytes: 512,
  groups: 16,
  resultCycles: 4,
  requantise: { int8: { block: 5, tail: 5 }, int16: { block: 7, tail: 5 }, setup: 40 },
  fetchWait: 0,
  markWord: 3,
  loaded: 1,
  unload: 18,
  drainDelay: 7,
  memory: 131_072,
};

export const ecp5: MachineShape = {
  lanes: 8,
  aBytes: 2048,
  bBytes: 512,
  groups: 8,
  resultCycles: 1,
  requantise: { int8: { block: 2, tail: 4 }, int16: { block: 3, tail: 3 }, setup: 40 },
  fetchWait: 2,
  markWord: 4,
  loaded: 2,
  unload: 1,
  drainDelay: 6,
  memory: 262_144,
};
