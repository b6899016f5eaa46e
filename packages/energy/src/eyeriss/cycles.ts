import type { Chip } from './chip.ts';
import { type Geometry, touched } from './geometry.ts';
import type { Mapping } from './mapping.ts';

const { ceil, max } = Math;

/**
 * Time of a mapped layer.
 *
 * A processing pass runs `n` images of `q r` channels through `p t` filters on a strip of `e` rows. Zeros
 * are gated, not jumped over, so time depends on the shape alone. Where the chip's buses are known, a
 * pass lasts as long as its slowest stream, and is preceded by its ramp-up: the filters and the first
 * ifmap window go from the buffer into the array (JSSC 2017, section VI-A, names that loss; the bus
 * widths are those of section V-B). DRAM is taken as overlapped, as in the paper's processing latency.
 */
export function cyclesOf(
  geometry: Geometry,
  { p, q, r, t, e, n, m }: Mapping,
  { buses }: Chip,
): number {
  const { batch, groups, channels, filters, mostRows, mostTaps, outputRows, tiles } = geometry;
  const rounds = ceil(batch / n);
  const filterSteps = max(ceil(filters / m), ceil(ceil(filters / p) / t));
  const channelSteps = ceil(ceil(channels / q) / r);
  const passes = groups * rounds * ceil(outputRows / e) * tiles * filterSteps * channelSteps;
  const images = batch / rounds;
  const macs = images * p * q * mostTaps * geometry.tileColumns;
  if (buses === undefined) return passes * macs;

  const rows = touched(e, mostRows, geometry.stride, geometry.dilation);
  const ifmap = (images * q * r * rows * geometry.tileInputColumns) / buses.ifmap;
  const psum = (images * p * t * e * geometry.tileColumns) / buses.psum;
  const filter = (p * t * q * r * mostRows * mostTaps) / buses.filter;
  const window = (q * r * mostTaps * rows) / buses.ifmap;
  return passes * (max(macs, ifmap, psum) + filter + window);
}
