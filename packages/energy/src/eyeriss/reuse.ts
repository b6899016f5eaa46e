import { type Geometry, touchedByAll } from './geometry.ts';
import type { Mapping } from './mapping.ts';

/** How often a value is used from DRAM (a), buffer (b), array (c) and register file (d). */
export interface ReuseSplit {
  /** Values of this data type, padding included. */
  readonly values: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

export interface Reuse {
  readonly input: ReuseSplit;
  readonly filter: ReuseSplit;
  readonly psum: ReuseSplit;
}

const { ceil, max } = Math;

/**
 * The reuse splits of a mapping (ISCA 2016, section VI-A). Loops from outside: groups, images (n),
 * strips (e) and tiles, ofmap channels (m), channels (q r), filters (p t).
 */
export function reuseOf(geometry: Geometry, { p, q, r, t, e, n, m }: Mapping): Reuse {
  const { batch, groups, channels, filters, rows, taps, outputRows } = geometry;
  const strips = ceil(outputRows / e);
  const passes = ceil(batch / n) * strips * geometry.tiles;
  const stripRows = touchedByAll(outputRows, strips, rows, geometry.stride, geometry.dilation);
  const wholeRows = touchedByAll(outputRows, 1, rows, geometry.stride, geometry.dilation);
  const filterFolds = ceil(filters / p);
  const macs = geometry.macsPerOutput;

  const values = batch * groups * channels * wholeRows * geometry.inputColumns;
  const loads = ceil(filters / m);
  const reads = max(loads, ceil(filterFolds / t));
  // Each of the piece's rows goes to one PE per ofmap row, whichever strip that is in.
  const deliveries = (rows * outputRows * filterFolds) / wholeRows;
  const inputMacs = (geometry.outputWords * macs) / values;
  const a = (loads * stripRows) / wholeRows;
  const b = reads / loads;

  // PE psums per output: one per filter row and q channels.
  const partials = ceil(channels / q) * rows;
  const folds = ceil(ceil(channels / q) / r);

  const filterDeliveries = ceil(batch / n) * geometry.tiles * outputRows;
  return {
    input: { values, a, b, c: deliveries / (a * b), d: inputMacs / deliveries },
    filter: {
      values: geometry.weightWords,
      a: passes,
      b: 1,
      c: filterDeliveries / passes,
      d: (geometry.outputWords * macs) / geometry.weightWords / filterDeliveries,
    },
    psum: {
      values: geometry.outputWords,
      a: 1,
      b: folds,
      c: partials / folds,
      d: (channels * rows * taps) / partials,
    },
  };
}
