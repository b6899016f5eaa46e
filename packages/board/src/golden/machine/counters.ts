/** The counters of the machine, in the order in which `MARK` adds them up, after how often it did. */
export const counterNames = [
  'cycles',
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
] as const;

/** Words of a row that `MARK` adds to. */
export const ROW_WORDS = 16;

/** Counted since power-on. */
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

  /** In the order of `counterNames`. */
  get values(): number[] {
    return [
      this.cycles,
      this.products,
      this.highProducts,
      this.lowProducts,
      ...this.reads,
      ...this.writes,
      this.stalls,
      this.groupsDecided,
      this.weightsDecided,
      this.clipped,
      this.zeros,
    ];
  }
}
