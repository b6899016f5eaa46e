import type { AccessCount, LayerExplanation, Workload } from '@picojoule/spec';
import { activityOf } from './activity.ts';
import type { Chip } from './chip.ts';
import { loopNest } from './loop-nest.ts';
import { MAPPING_MEANINGS } from './mapping.ts';
import type { Plan } from './plan.ts';

/** What stands behind the price of a layer with MACs. */
export function explainLayer(
  { layer, pass, macs }: Workload,
  plan: Plan,
  chip: Chip,
  accesses: readonly AccessCount<'MAC'>[],
): LayerExplanation<'MAC'> {
  const { geometry, mapping, reuse } = plan;
  const fromDram = accesses.filter(({ level }) => level === 'DRAM');
  const words = {
    DRAM: fromDram.reduce((sum, { count }) => sum + count, 0),
    // A pass reads each ifmap value once, and reads and writes each psum once (JSSC 2017, section IV-A).
    buffer: plan.ifmap.buffer + 2 * reuse.psum.values * reuse.psum.a * reuse.psum.b,
    macs,
  };
  return {
    layer,
    pass,
    mapping: [
      { name: 'mapping', value: plan.origin, meaning: 'how the mapping was found' },
      ...MAPPING_MEANINGS.flatMap(([name, meaning]) => {
        const { [name]: value } = mapping;
        return value === undefined ? [] : [{ name, value, meaning }];
      }),
    ],
    loops: loopNest(geometry, mapping),
    accesses,
    activity: activityOf(geometry, mapping, chip, words),
  };
}
