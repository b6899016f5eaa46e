import type { Activity } from '@picojoule/spec';
import type { Chip } from './chip.ts';
import { cyclesOf } from './cycles.ts';
import type { Geometry } from './geometry.ts';
import type { Mapping } from './mapping.ts';

/** Use of the machine by a mapped layer. */
export function activityOf(
  geometry: Geometry,
  mapping: Mapping,
  chip: Chip,
  words: { readonly DRAM: number; readonly buffer: number; readonly macs: number },
): Required<Activity> {
  const cycles = cyclesOf(geometry, mapping, chip);
  const pes = chip.array[0] * chip.array[1];
  return {
    pes,
    activePes: geometry.mostRows * mapping.e * mapping.r * mapping.t,
    cycles,
    utilisation: words.macs / (cycles * pes),
    dramBandwidth: words.DRAM / cycles,
    bufferBandwidth: words.buffer / cycles,
  };
}
