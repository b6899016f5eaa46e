/** The counters of the machine, in the order in which `MARK` writes them. */
export const counterNames = [
  'cycles',
  'cyclesHigh',
  'products',
  'highProducts',
  'lowProducts',
  'reads0',
  'reads1',
  'writes0',
  'writes1',
  'stalls',
  'groupsDecided',
  'weightsDecided',
  'clipped',
  'zeros',
  'reserved',
] as const;

export type CounterName = (typeof counterNames)[number];

/** Counted since power-on, modulo 2^32; `cycles` here modulo 2^48. */
export class Counters {
  cycles = 0;
  products = 0;
  highProducts = 0;
  lowProducts = 0;
  /** By bank. */
  readonly reads: [number, number] = [0, 0];
  readonly writes: [number, number] = [0, 0];
  stalls = 0;
  groupsDecided = 0;
  weightsDecided = 0;
  clipped = 0;
  zeros = 0;

  /** The words of `MARK`. */
  words(): Uint32Array {
    const cycles = this.cycles % 2 ** 48;
    return Uint32Array.of(
      cycles % 2 ** 32,
      Math.floor(cycles / 2 ** 32),
      this.products % 2 ** 32,
      this.highProducts % 2 ** 32,
      this.lowProducts % 2 ** 32,
      this.reads[0] % 2 ** 32,
      this.reads[1] % 2 ** 32,
      this.writes[0] % 2 ** 32,
      this.writes[1] % 2 ** 32,
      this.stalls % 2 ** 32,
      this.groupsDecided % 2 ** 32,
      this.weightsDecided % 2 ** 32,
      this.clipped % 2 ** 32,
      this.zeros % 2 ** 32,
      0,
    );
  }
}
