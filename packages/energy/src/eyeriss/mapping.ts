/** A row-stationary mapping, in the letters of the Eyeriss papers. */
export interface Mapping {
  /** Filters and channels per PE. */
  readonly p: number;
  readonly q: number;
  /** PE sets over channels and over filters. */
  readonly r: number;
  readonly t: number;
  /** Width of a PE set: ofmap rows of one strip. */
  readonly e: number;
  /** Images and ofmap channels whose psums are in the buffer at once. */
  readonly n: number;
  readonly m: number;
}
