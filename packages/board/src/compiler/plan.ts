import { encodeEnd, encodeMark, encodeSeed } from '../golden/machine/instructions.ts';
import { MAC_LENGTH } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { type BackwardOptions, backwardOperations } from './backward-operations.ts';
import { demandsOf, type SharedDemand } from './demands.ts';
import { forwardOperations } from './forward-operations.ts';
import { inLayer } from './in-layer.ts';
import type { Lowered } from './lower.ts';
import { type Demand, type Placement, planMemory } from './memory-plan.ts';
import { type Label, type Operation, type Places, tensorName } from './operation.ts';
import { registersOf } from './places.ts';
import { again, recomputing } from './recompute.ts';
import type { Resident } from './resident.ts';

export interface PlanOptions {
  /** Present: the program trains. */
  readonly backward?: Omit<BackwardOptions, 'room'>;
  /** Values that the host reads after the forward pass. */
  readonly taps?: readonly string[];
  /** Nodes whose feature maps are made again for the backward pass. */
  readonly dropped?: ReadonlySet<string>;
  /** Words that sums may take at a time, by name. */
  readonly room?: (sums: string) => number;
}

/** A program for one image before its places are put in. */
export interface Plan {
  readonly forwardPart: readonly Operation[];
  readonly backwardPart: readonly Operation[];
  readonly demands: readonly SharedDemand[];
  /** Of all tensors. */
  readonly placements: readonly Placement[];
  readonly end: number;
  /** Words of 32 bits that its instructions take. */
  readonly length: number;
  /** Bytes of tensors and instructions. */
  readonly bytes: number;
  /** Exponent registers. */
  readonly registers: number;
  readonly trains: boolean;
}

/** Plans what a program does, and where its tensors lie. */
export function planProgram(
  shape: MachineShape,
  lowered: Lowered,
  resident: Resident,
  { backward, taps = [], dropped = new Set(), room }: PlanOptions,
): Plan {
  const forwardPart = forwardOperations(shape, lowered, room);
  const trains = backward !== undefined;
  const plain = trains ? backwardOperations(shape, lowered, { ...backward, room }) : [];
  const makers = forwardOperations(shape, lowered, room && ((sums) => room(again(sums))));
  const backwardPart = recomputing(makers, plain, dropped);
  const demands = demandsOf(lowered, [...forwardPart, ...backwardPart], {
    loss: forwardPart.length,
    kept: new Set([
      tensorName.results(lowered.output.name),
      ...taps.map((tap) => tensorName.value(lowered.resolve(tap))),
    ]),
    ahead: new Set(resident.registers.keys()),
    trains,
  });
  const { placements: shared, end } = planMemory(demands, resident.end);
  const own = shared.flatMap(({ tensors, address }) =>
    tensors.map((tensor): Placement => ({ ...tensor, address })),
  );
  const placements = [...resident.placements, ...own];
  const length =
    lengthOf(forwardPart) + (trains ? encodeSeed(0).length + lengthOf(backwardPart) : 0);
  const bytes = end * shape.lanes + 4 * length;
  const { count: registers } = registersOf(placements, resident.registers);
  return { forwardPart, backwardPart, demands, placements, end, length, bytes, registers, trains };
}

/** By name of sums, the part of so many words that other tensors leave while these are there. */
export function roomsIn(demands: readonly Demand[], words: number): (sums: string) => number {
  return (sums) => {
    const own = demands.find(({ name }) => name === sums);
    if (own === undefined) return Number.POSITIVE_INFINITY;
    const others = demands.filter(
      (one) => one.name !== sums && one.from <= own.to && own.from <= one.to,
    );
    return words - others.reduce((sum, one) => sum + one.words, 0);
  };
}

/** The first time at which demands add up to most, each for what `weigh` says, and its operation. */
export function busiest(
  { forwardPart, backwardPart, demands }: Plan,
  weigh: (demand: SharedDemand) => number,
): { readonly time: number; readonly label: Label } {
  const needed = (time: number) =>
    demands
      .filter(({ from, to }) => from <= time && time <= to)
      .reduce((sum, demand) => sum + weigh(demand), 0);
  const times = [...new Set(demands.map(({ from }) => Math.max(0, from)))].toSorted(
    (a, b) => a - b,
  );
  const time = times.reduce((best, one) => (needed(one) > needed(best) ? one : best), 0);
  const loss = forwardPart.length;
  const all = [...forwardPart, ...backwardPart];
  return { time, label: all[time < loss ? time : time - 1]!.label };
}

const nowhere: Places = {
  narrow: () => ({ base: 0, register: 0 }),
  wide: () => ({ base: 0, plane: 0, register: 0 }),
  results: () => ({ index: 0, register: 0 }),
};

/** Words of the instructions of a part, its marks and its end, which are the same wherever tensors are. */
function lengthOf(part: readonly Operation[]): number {
  const mark = encodeMark(0, 0).length;
  return part.reduce(
    (sum, { label, emit }) =>
      inLayer(label, () => emit(nowhere)).reduce(
        (own, one) => own + (one instanceof Uint32Array ? one.length : MAC_LENGTH),
        sum + mark,
      ),
    mark + encodeEnd().length,
  );
}
