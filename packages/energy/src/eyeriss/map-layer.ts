import type { Workload } from '@picojoule/spec';
import { type Geometry, geometryOf } from './geometry.ts';
import type { Mapping } from './mapping.ts';
import { type Found, leastPerQuotient, type Search, searchMapping } from './search.ts';

/** A layer cut into tiles of columns, and the mapping of such a tile. */
export interface MappedLayer {
  readonly geometry: Geometry;
  readonly mapping: Mapping;
}

/**
 * As `searchMapping`, over the tiles of columns too: whole rows first, so that of equal mappings the one
 * with the fewest tiles is taken. Widths act through ceil(F/f), so only the least of each is tried.
 */
export function mapLayer(workload: Workload, search: Search): MappedLayer | undefined {
  const { columns } = geometryOf(workload);
  let best: (Found & { readonly geometry: Geometry }) | undefined;
  for (const f of leastPerQuotient(columns, columns).reverse()) {
    const geometry = geometryOf(workload, f);
    const found = searchMapping(geometry, search, best);
    if (found === undefined) continue;
    const mapping = geometry.tiles > 1 ? { ...found.mapping, f } : found.mapping;
    best = { ...found, mapping, geometry };
    if (search.space.strips === 'widest') break;
  }
  return best;
}
