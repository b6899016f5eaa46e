import type { Counters } from './counters.ts';
import type { ExponentRegisters } from './exponent-registers.ts';
import type { MachineShape } from './machine-shape.ts';
import type { Generator } from './rounding.ts';
import type { TensorMemory } from './tensor-memory.ts';

/** What the units of a machine share. */
export interface MachineParts {
  readonly shape: MachineShape;
  readonly memory: TensorMemory;
  readonly registers: ExponentRegisters;
  readonly generator: Generator;
  readonly counters: Counters;
}
