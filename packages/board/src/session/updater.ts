import { trainableParameters } from '@picojoule/graph';
import type { Graph, OptimizerOptions } from '@picojoule/spec';
import type { Resident } from '../compiler/resident.ts';
import { type UpdateProgram, type UpdateRule, updateProgram } from '../compiler/update-program.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import type { BoardClient } from './board-client.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { ProgramStore } from './program-store.ts';
import type { StepRules } from './step-plan.ts';

export interface UpdaterParts {
  readonly client: BoardClient;
  readonly parameters: ParameterStore;
  readonly programs: ProgramStore;
  readonly resident: Resident;
  readonly shape: MachineShape;
}

/** Updates the parameters of a network on the board. */
export class Updater {
  readonly #parts: UpdaterParts;
  readonly #graph: Graph;
  readonly #optimizer: OptimizerOptions;
  readonly #programs = new Map<string, UpdateProgram>();

  constructor(parts: UpdaterParts, graph: Graph, optimizer: OptimizerOptions) {
    this.#parts = parts;
    this.#graph = graph;
    this.#optimizer = optimizer;
  }

  /** Parameters that a step may move. */
  learned({ frozen }: Pick<StepRules, 'frozen'>) {
    return trainableParameters(this.#graph).filter(({ node }) => !frozen.has(node));
  }

  /** `seed`: of the rounding. */
  async update(rate: number, rules: StepRules, seed: (program: number) => Promise<void>) {
    const { client, parameters, programs, resident, shape } = this.#parts;
    const program = this.#program(rate, rules);
    const tensors = resident.end * shape.lanes;
    const [index] = await programs.loadParts(program, [program.words], tensors);
    for (const { parameter, at } of program.steps) {
      const step = parameters.stepOf(parameter, rate);
      // The upper half of a word whose lower half, decay and momentum, is 0.
      await client.writeWord(index! + at, step << 16);
    }
    await seed(index!);
    await client.run(index!);
  }

  #program(rate: number, rules: StepRules): UpdateProgram {
    const { parameters, resident, shape } = this.#parts;
    const { momentum, weightDecay } = this.#optimizer;
    const learned = new Set(this.learned(rules).map(({ name }) => name));
    const decay = weightDecay > 0 ? bitsOf(rate * weightDecay) : 0;
    const updates = parameters.layouts
      .filter(({ name }) => learned.has(name))
      .map(
        (layout): UpdateRule => ({
          layout,
          masked: parameters.masked(layout.name),
          sign: rules.signed.has(layout.node),
          decay: layout.role === 'weight' ? decay : 0,
          momentum: momentum > 0 ? bitsOf(1 - momentum) : 0,
        }),
      );
    const key = JSON.stringify(
      updates.map(({ layout, ...rule }) => [layout.name, ...Object.values(rule)]),
    );
    let program = this.#programs.get(key);
    if (program === undefined) {
      program = updateProgram(resident, shape, updates);
      this.#programs.set(key, program);
    }
    return program;
  }
}

/** The k of the 2^-k nearest to a factor, on a scale of logarithms. */
const bitsOf = (factor: number): number =>
  Math.min(31, Math.max(1, Math.round(-Math.log2(factor))));
