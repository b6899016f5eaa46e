import type { Workload } from '@picojoule/spec';
import { impossibleMapping } from '../errors.ts';
import type { Chip, Demand } from './chip.ts';
import { type Geometry, touched } from './geometry.ts';
import type { Mapping } from './mapping.ts';

/**
 * Checks a given mapping against the layer and the chip.
 *
 * @throws PicojouleError `ENERGY_MAPPING` that names the limit which breaks first.
 */
export function checkMapping(
  workload: Workload,
  geometry: Geometry,
  chip: Chip,
  mapping: Mapping,
): void {
  for (const { store, needs, holds } of demandsOf(geometry, chip, mapping)) {
    if (needs <= holds) continue;
    const problem = `${store}: needs ${needs}, there are ${holds}`;
    throw impossibleMapping(workload, 'mapping', chip.name, problem);
  }
}

/** All limits of a mapping, those of the layer first. */
function demandsOf(geometry: Geometry, chip: Chip, mapping: Mapping): readonly Demand[] {
  const { p, q, r, t, e, n, m, f = 1 } = mapping;
  const { batch, channels, filters, mostRows, mostTaps, outputRows } = geometry;
  const rows = touched(e, mostRows, geometry.stride, geometry.dilation);
  const words = n * (m * e * geometry.tileColumns + q * r * rows * geometry.tileInputColumns);
  return [
    { store: 'images of the batch (n)', needs: n, holds: batch },
    { store: 'rows of the ofmap (e)', needs: e, holds: outputRows },
    { store: 'columns of the ofmap (f)', needs: f, holds: geometry.columns },
    { store: 'filters of a group (m)', needs: m, holds: filters },
    { store: 'filters of a group (p)', needs: p, holds: filters },
    { store: 'channels of a group (q)', needs: q, holds: channels },
    { store: 'steps of q channels (r)', needs: r, holds: Math.ceil(channels / q) },
    { store: 'steps of p filters (t)', needs: t, holds: Math.ceil(filters / p) },
    ...chip.storesOf(p, q, mostTaps),
    {
      store: `PE sets of ${mostRows} x e in the array (r t)`,
      needs: r * t,
      holds: chip.setsOf(mostRows, e),
    },
    {
      store: 'buffer (n m psum and n q r ifmap planes, words)',
      needs: words,
      holds: chip.bufferWords,
    },
  ];
}
