import type { Graph } from '@picojoule/spec';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import type { Room } from './first-room.ts';
import { type Lowered, lower } from './lower.ts';
import { type ParameterLayout, parameterLayouts } from './parameter-layout.ts';
import { planResident, type Resident } from './resident.ts';

/** A network as a board executes it, and what of it stays there for a session. */
export interface NetworkPlan {
  readonly lowered: Lowered;
  readonly layouts: readonly ParameterLayout[];
  readonly resident: Resident;
}

/**
 * Lowers a whole network, and plans what is resident to run it or to train it.
 *
 * @throws PicojouleError `BOARD_GRAPH`.
 */
export function planNetwork(
  shape: MachineShape,
  graph: Graph,
  trains: boolean,
  room: Room,
): NetworkPlan {
  const lowered = lower(graph, { lanes: shape.lanes });
  const layouts = parameterLayouts(shape.lanes, lowered, (name) => graph.parameters[name]!.shape);
  return { lowered, layouts, resident: planResident(shape, lowered, layouts, trains, room) };
}
