import type { AccessCost, CompleteArchitecture, Level } from './architecture.ts';
import { DIMENSIONS, indexOf, type PerTensor, TENSORS, type TensorName } from './dimensions.ts';

/** An architecture, prepared for counting: levels outside and inside the PEs in one list. */
export interface Machine {
  readonly architecture: CompleteArchitecture;
  /** Outermost first; the first `shared` of them lie outside the array. */
  readonly levels: readonly Level[];
  readonly shared: number;
  /** Indices of the levels that keep a tensor, outermost first. */
  readonly keepers: PerTensor<readonly number[]>;
  /** Energy of one word's read and write, per level; 0 where it is not kept. */
  readonly read: PerTensor<readonly number[]>;
  readonly write: PerTensor<readonly number[]>;
  /** Energy of one hop in the array. */
  readonly hop: number;
  /** PEs along the axes, and the dimensions that may be spread over them. */
  readonly rows: Axis;
  readonly columns: Axis;
}

export interface Axis {
  readonly name: 'rows' | 'columns';
  readonly size: number;
  readonly dimensions: readonly number[];
}

export function machineOf(architecture: CompleteArchitecture): Machine {
  const levels = [...architecture.levels, ...architecture.pe];
  const perTensor = <T>(value: (tensor: TensorName) => T) =>
    Object.fromEntries(TENSORS.map((tensor) => [tensor, value(tensor)])) as PerTensor<T>;
  const costs = (kind: 'read' | 'write') =>
    perTensor((tensor) =>
      levels.map((level) => (costOf(level, tensor)?.[kind] ?? 0) / level.vector),
    );
  const axis = (name: 'rows' | 'columns'): Axis => ({
    name,
    size: architecture.array?.[name].size ?? 1,
    dimensions: DIMENSIONS.map((_, d) => d).filter((d) =>
      architecture.array?.[name].loops.some((dimension) => indexOf(dimension) === d),
    ),
  });
  return {
    architecture,
    levels,
    shared: architecture.levels.length,
    keepers: perTensor((tensor) =>
      levels.flatMap(({ keeps }, i) => (keeps.includes(tensor) ? [i] : [])),
    ),
    read: costs('read'),
    write: costs('write'),
    hop: architecture.array?.hop ?? 0,
    rows: axis('rows'),
    columns: axis('columns'),
  };
}

/** Energy of one access of a tensor at a level; undefined where it is not kept. */
export function costOf({ keeps, energy }: Level, tensor: TensorName): AccessCost | undefined {
  if (!keeps.includes(tensor)) return undefined;
  return 'read' in energy ? energy : energy[tensor];
}
