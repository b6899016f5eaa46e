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
  /** Cycles of requantisation between the last result that is read and the word that is written. */
  readonly resultWait: number;
  /** Bytes of tensor memory, a power of two. */
  readonly memory: number;
}

export const up5k: MachineShape = {
  lanes: 4,
  aBytes: 1024,
  bBytes: 512,
  groups: 16,
  resultCycles: 4,
  resultWait: 2,
  memory: 131_072,
};

export const ecp5: MachineShape = {
  lanes: 8,
  aBytes: 2048,
  bBytes: 512,
  groups: 8,
  resultCycles: 1,
  resultWait: 0,
  memory: 262_144,
};
