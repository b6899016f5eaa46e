import type { Activity, Loop, MappingParameter, Workload } from '@picojoule/spec';
import { DIMENSIONS, type Extents } from './dimensions.ts';
import type { Machine } from './machine.ts';
import type { Plan } from './plan.ts';
import type { PricedAccess } from './priced-accesses.ts';
import { workOf } from './zeros.ts';

/** The loop nest from outside to inside, spatial loops where the array lies. */
export function loopsOf({ levels, shared }: Machine, { mapped }: Plan): Loop[] {
  const { temporal, orders, rows, columns } = mapped.tiling;
  const spatial = (name: string, bounds: Extents) =>
    bounds.flatMap((bound, d) =>
      bound > 1 ? [{ dimension: DIMENSIONS[d]!, bound, level: name, spatial: true }] : [],
    );
  return levels.flatMap(({ name }, level) => [
    ...(level === shared ? [...spatial('rows', rows), ...spatial('columns', columns)] : []),
    ...orders[level]!.flatMap((d) => {
      const bound = temporal[level]![d]!;
      return bound > 1 ? [{ dimension: DIMENSIONS[d]!, bound, level: name, spatial: false }] : [];
    }),
    ...(level === levels.length - 1 && shared === levels.length
      ? [...spatial('rows', rows), ...spatial('columns', columns)]
      : []),
  ]);
}

/** The loops of each place in the text form that `mappings` takes, and how they were found. */
export function parametersOf(machine: Machine, plan: Plan): MappingParameter[] {
  const loops = loopsOf(machine, plan);
  const places = [...new Set(loops.map(({ level }) => level))];
  return [
    { name: 'mapping', value: plan.origin, meaning: 'how the mapping was found' },
    ...places.map((place) => ({
      name: place,
      value: loops
        .filter(({ level }) => level === place)
        .map(({ dimension, bound }) => `${dimension}${bound}`)
        .join(' '),
      meaning:
        place === 'rows' || place === 'columns'
          ? `loops spread over the array's ${place}`
          : `loops through what ${place} holds, outermost first`,
    })),
  ];
}

/** Use of the array; gated MACs take a cycle, skipped ones none. */
export function activityOf(
  { architecture, levels }: Machine,
  { layer, mapped }: Plan,
  workload: Workload,
  priced: readonly PricedAccess[],
): Activity {
  const { rows, columns } = architecture.array ?? { rows: { size: 1 }, columns: { size: 1 } };
  const pes = rows.size * columns.size;
  const work = workOf(architecture, workload, layer);
  const cycles = mapped.cycles * (workload.macs / layer.iterations) * work.cycles;
  const timed = workload.macs * work.cycles;
  const moved = priced
    .filter(({ level }) => level === levels[0]!.name)
    .reduce((sum, { count }) => sum + count, 0);
  return {
    pes,
    activePes: mapped.activePes,
    cycles,
    utilisation: cycles === 0 ? 0 : timed / (cycles * pes),
    dramBandwidth: cycles === 0 ? 0 : moved / cycles,
  };
}
