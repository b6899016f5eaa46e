import { trainableParameters, workloadsOf } from '@picojoule/graph';
import {
  type Checkpoint,
  type Device,
  type Graph,
  type OptimizerOptions,
  philox2x32,
  type RunOptions,
  type RunResult,
  type Session,
  type SessionOptions,
  type StepResult,
  sizeOf,
  type Tensor,
  type Tensors,
  type TrainStep,
  tensor,
} from '@picojoule/spec';
import { type BoardValue, type Lowered, lower, wordsOfValue } from '../compiler/lower.ts';
import { tensorName } from '../compiler/operation.ts';
import { parameterLayouts } from '../compiler/parameter-layout.ts';
import {
  compileProgram,
  type Program,
  planResident,
  type Resident,
  updateProgram,
} from '../compiler/program.ts';
import { sessionClosed, wrongCall } from '../errors.ts';
import { ROW_WORDS } from '../golden/machine/counters.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import type { BoardClient } from './board-client.ts';
import { toIntegers, toPlanes } from './fixed-point.ts';
import { ledgerRows } from './ledger-rows.ts';
import { asShift, softmaxCrossEntropy } from './loss.ts';
import { ParameterStore } from './parameter-store.ts';
import { ProgramStore } from './program-store.ts';
import { frozenNodes, skippedBlocks } from './step-plan.ts';

/** A network on a board: one image at a time, the loss on the host (hardware/doc/numerics.md). */
export class BoardSession implements Session {
  readonly device: Device;
  readonly #client: BoardClient;
  readonly #shape: MachineShape;
  readonly #graph: Graph;
  readonly #seed: number;
  readonly #optimizer: OptimizerOptions | undefined;
  readonly #resident: Resident;
  readonly #parameters: ParameterStore;
  readonly #programs: ProgramStore;
  readonly #compiled = new Map<string, Program>();
  readonly #updates = new Map<string, Uint32Array>();
  readonly #macs: ReadonlyMap<string, number>;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(
    client: BoardClient,
    shape: MachineShape,
    graph: Graph,
    { seed, optimizer }: SessionOptions,
  ) {
    const { board, bitstream, clock, macsPerCycle, simulated } = client.link.identity;
    this.device = { board, bitstream, clock, macsPerCycle, simulated };
    this.#client = client;
    this.#shape = shape;
    this.#graph = graph;
    this.#seed = seed;
    this.#optimizer = optimizer;
    const lowered = lower(graph, { lanes: shape.lanes });
    const layouts = parameterLayouts(shape.lanes, lowered, (name) => graph.parameters[name]!.shape);
    const trains = optimizer !== undefined;
    this.#resident = planResident(shape, lowered, layouts, trains);
    this.#parameters = new ParameterStore(client, this.#resident, layouts, {
      lanes: shape.lanes,
      trains,
    });
    this.#programs = new ProgramStore(client, shape);
    const works = workloadsOf(graph, { batch: 1 });
    this.#macs = new Map(works.map(({ layer, macs }) => [layer, macs]));
  }

  /**
   * Compiles the network, and only then sends its parameters.
   *
   * @throws PicojouleError `BOARD_GRAPH`, `BOARD_MEMORY`, `BOARD_LAYER`, `BOARD_REGISTERS`.
   */
  static async open(
    client: BoardClient,
    shape: MachineShape,
    graph: Graph,
    options: SessionOptions,
  ): Promise<BoardSession> {
    const session = new BoardSession(client, shape, graph, options);
    if (options.optimizer !== undefined) session.#trainingProgram(new Set(), new Set());
    session.#program('run', {});
    await session.#begin();
    return session;
  }

  async #begin(): Promise<void> {
    const { lanes } = this.#shape;
    for (const { name, address } of this.#resident.placements) {
      const c = /^constant (\d+)$/.exec(name)?.[1];
      if (c === undefined) continue;
      await this.#client.write(address * lanes, new Uint8Array(lanes).fill(Number(c)));
    }
    await this.#client.set(0, [{ e: 0, m: 0 }]);
    await this.#parameters.begin(this.#graph);
  }

  /** Calls one after the other. */
  #ordered<T>(call: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(sessionClosed());
    const result = this.#last.then(call);
    this.#last = result.catch(() => {});
    return result;
  }

  #program(
    key: string,
    {
      skipped = new Set<string>(),
      frozen,
      taps = [],
    }: { skipped?: ReadonlySet<string>; frozen?: ReadonlySet<string>; taps?: readonly string[] },
  ): Program {
    let program = this.#compiled.get(key);
    if (program === undefined) {
      const lowered = lower(this.#graph, { lanes: this.#shape.lanes, skipped, taps });
      program = compileProgram(this.#shape, lowered, this.#resident, {
        taps,
        ...(frozen && { backward: { frozen } }),
      });
      this.#compiled.set(key, program);
    }
    return program;
  }

  #trainingProgram(skipped: ReadonlySet<string>, frozen: ReadonlySet<string>): Program {
    const key = JSON.stringify(['train', [...skipped].toSorted(), [...frozen].toSorted()]);
    return this.#program(key, { skipped, frozen });
  }

  run(inputs: Tensors, options: RunOptions = {}): Promise<RunResult> {
    return this.#ordered(() => this.#run(inputs, options));
  }

  async #run(inputs: Tensors, { taps = [], densities = [] }: RunOptions): Promise<RunResult> {
    const images = this.#images(inputs);
    const input = this.#graph.inputs[0]!.name;
    const output = this.#graph.outputs[0]!;
    const known = new Set([input, ...this.#graph.nodes.flatMap(({ outputs }) => outputs)]);
    const unknown = [...taps, ...densities].find((name) => !known.has(name));
    if (unknown !== undefined) throw wrongCall(`The network has no value "${unknown}".`);
    const wanted = [...new Set([output, ...taps, ...densities])].filter((name) => name !== input);
    const inner = wanted.filter((name) => name !== output);
    const program = this.#program(JSON.stringify(['run', ...inner]), { taps: inner });
    const loaded = await this.#programs.load(program);
    await this.#clearTable();
    const found = new Map<string, number[]>(wanted.map((name) => [name, []]));
    for (const image of images) {
      await this.#writeInput(program, image);
      await this.#client.run(loaded.forward);
      for (const [name, values] of found) {
        const read = name === output ? this.#readLogits(program) : this.#readValue(program, name);
        for (const value of await read) values.push(value);
      }
    }
    const all: Record<string, Tensor> = { ...inputs };
    for (const [name, values] of found) {
      all[name] = tensor([images.length, ...program.lowered.shapeOf(name)], values);
    }
    return {
      tensors: Object.fromEntries([output, ...taps].map((name) => [name, all[name]!])),
      densities: Object.fromEntries(densities.map((name) => [name, density(all[name]!)])),
      ledger: await this.#readLedger(0),
    };
  }

  train(step: TrainStep): Promise<StepResult> {
    return this.#ordered(() => this.#train(step));
  }

  async #train({ inputs, labels, learningRate, plan, step }: TrainStep): Promise<StepResult> {
    if (this.#optimizer === undefined) throw wrongCall('The session has no optimizer.');
    const images = this.#images(inputs);
    const classes = this.#trainingProgram(new Set(), new Set()).lowered.output.channels;
    if (labels.length !== images.length || labels.some((label) => label < 0 || label >= classes)) {
      throw wrongCall(`There are to be ${images.length} labels below ${classes}.`);
    }
    const skipped = skippedBlocks(this.#graph, plan, images.length);
    const frozen = frozenNodes(this.#graph, plan);
    // Where nothing can change, nothing is computed but the loss.
    const learns = learningRate > 0 && this.#learned(frozen).length > 0;
    const { sigma, q } = asShift(learns ? learningRate / images.length : 1);
    if (learns) await this.#parameters.setRate(q);
    await this.#clearTable();
    let [loss, correct] = [0, 0];
    for (const [i, image] of images.entries()) {
      const program = this.#trainingProgram(skipped[i]!, frozen);
      const loaded = await this.#programs.load(program);
      await this.#writeInput(program, image);
      await this.#client.run(loaded.forward);
      const result = softmaxCrossEntropy(await this.#readLogits(program), labels[i]!);
      loss += result.loss / images.length;
      if (result.correct) correct++;
      if (!learns) continue;
      await this.#writeGradient(
        program,
        result.gradient.map((g) => g * sigma),
      );
      await this.#seed32(loaded.backward, step, i);
      await this.#client.run(loaded.backward);
    }
    if (learns) await this.#update(learningRate, frozen, step);
    return { loss, correct, ledger: await this.#readLedger(step) };
  }

  #learned(frozen: ReadonlySet<string>) {
    return trainableParameters(this.#graph).filter(({ node }) => !frozen.has(node));
  }

  /** The generator's seed, in the second word of a program. */
  async #seed32(program: number, step: number, part: number): Promise<void> {
    const [seed] = philox2x32(step, part, this.#seed);
    await this.#client.write((program + 1) * 4, new Uint8Array(Uint32Array.of(seed).buffer));
  }

  async #update(rate: number, frozen: ReadonlySet<string>, step: number) {
    const { momentum, weightDecay } = this.#optimizer!;
    const learned = new Map(this.#learned(frozen).map(({ name, role }) => [name, role]));
    const decay = weightDecay > 0 ? bitsOf(rate * weightDecay) : 0;
    const rules = this.#parameters.layouts
      .filter(({ name }) => learned.has(name))
      .map((layout) => ({
        layout,
        masked: this.#parameters.masked(layout.name),
        decay: layout.role === 'weight' ? decay : 0,
        momentum: momentum > 0 ? bitsOf(1 - momentum) : 0,
      }));
    const key = JSON.stringify(
      rules.map(({ layout, ...rule }) => [layout.name, ...Object.values(rule)]),
    );
    let words = this.#updates.get(key);
    if (words === undefined) {
      words = updateProgram(this.#resident, this.#shape, rules);
      this.#updates.set(key, words);
    }
    const tensors = this.#resident.end * this.#shape.lanes;
    const [index] = await this.#programs.loadParts(words, [words], tensors);
    await this.#seed32(index!, step, 2 ** 31);
    await this.#client.run(index!);
  }

  /** The images of a batch, each as [channels, height, width]. */
  #images(inputs: Tensors): Float32Array[] {
    const { name, shape } = this.#graph.inputs[0]!;
    const given = inputs[name];
    const one = shape.slice(1) as number[];
    const images = given?.shape[0] ?? 0;
    const fits =
      given !== undefined &&
      Object.keys(inputs).length === 1 &&
      given.type === 'float32' &&
      images > 0 &&
      `${given.shape}` === `${[images, ...one]}` &&
      sizeOf(given.shape) === given.values.length;
    if (!fits) throw wrongCall(`The network takes one input "${name}", [batch,${one}] of float32.`);
    const size = sizeOf(one);
    return Array.from({ length: images }, (_, i) =>
      (given.values as Float32Array).subarray(i * size, (i + 1) * size),
    );
  }

  async #writeInput({ lowered: { input }, places }: Program, image: Float32Array): Promise<void> {
    const { lanes } = this.#shape;
    const { integers, e } = toIntegers(image, 8);
    const { base, register } = places.narrow(tensorName.value(input.name));
    if (input.channels === 1) {
      await this.#client.spread(base * lanes, Uint8Array.from(integers), lanes);
    } else {
      const bytes = new Uint8Array(wordsOfValue(input) * lanes);
      for (const [i, at] of positionsOf(input, lanes).entries()) bytes[at] = integers[i]!;
      await this.#client.write(base * lanes, bytes);
    }
    await this.#client.set(register, [{ e, m: 0 }]);
  }

  /** The sums of the output, which are not rounded. */
  async #readLogits({ lowered: { output }, places }: Program): Promise<Float64Array> {
    const { index, register } = places.results(tensorName.results(output.name));
    const bytes = await this.#client.read(index * 4, output.channels * 4);
    const { e } = await this.#client.get(register);
    return Float64Array.from(new Int32Array(bytes.buffer), (v) => v * 2 ** e);
  }

  async #readValue({ lowered, places }: Program, name: string): Promise<Float64Array> {
    const { lanes } = this.#shape;
    const resolved = lowered.resolve(name);
    const value = storedValue(lowered, resolved);
    const { base, register } = places.narrow(tensorName.value(resolved));
    const bytes = await this.#client.read(base * lanes, wordsOfValue(value) * lanes);
    const signed = new Int8Array(bytes.buffer);
    const unit = 2 ** (await this.#client.get(register)).e;
    return Float64Array.from(positionsOf(value, lanes), (at) => signed[at]! * unit);
  }

  async #writeGradient({ lowered: { output }, places }: Program, gradient: Float64Array) {
    const { lanes } = this.#shape;
    const { integers, e } = toIntegers(gradient, 16);
    const { base, register } = places.wide(tensorName.gradient(output.name));
    const positions = integers.map((_, i) => i);
    const planes = toPlanes(integers, positions, wordsOfValue(output) * lanes);
    await this.#client.write(base * lanes, planes);
    await this.#client.set(register, [{ e, m: 0 }]);
  }

  get #tableBytes(): number {
    return (this.#resident.labels.length + 1) * ROW_WORDS * 4;
  }

  async #clearTable(): Promise<void> {
    await this.#client.write(this.#resident.table * 4, new Uint8Array(this.#tableBytes));
  }

  async #readLedger(step: number) {
    const bytes = await this.#client.read(this.#resident.table * 4, this.#tableBytes);
    return ledgerRows(this.#macs, this.#resident.labels, new Int32Array(bytes.buffer), step);
  }

  readTensors(names?: readonly string[]): Promise<Tensors> {
    return this.#ordered(() => this.#parameters.read(names));
  }

  writeTensors(tensors: Tensors, masks?: Readonly<Record<string, Uint8Array>>): Promise<void> {
    return this.#ordered(() => this.#parameters.write(tensors, masks));
  }

  checkpoint(): Promise<Checkpoint> {
    return this.#ordered(async () => ({
      parameters: await this.#parameters.read(),
      optimizer: this.#optimizer === undefined ? {} : await this.#parameters.optimizer(),
    }));
  }

  restore({ parameters, optimizer }: Checkpoint): Promise<void> {
    return this.#ordered(() => this.#parameters.restore(parameters, optimizer));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#last;
    await this.#client.link.close();
  }
}

/** The k of the 2^-k nearest to a factor, on a scale of logarithms. */
const bitsOf = (factor: number): number =>
  Math.min(31, Math.max(1, Math.round(-Math.log2(factor))));

/** By element of [channels, height, width], its byte on the board. */
function positionsOf({ size, channels, blocks }: BoardValue, lanes: number): Uint32Array {
  const pixels = size[0] * size[1];
  return Uint32Array.from(
    { length: channels * pixels },
    (_, i) => (i % pixels) * blocks * lanes + Math.floor(i / pixels),
  );
}

function storedValue(lowered: Lowered, name: string): BoardValue {
  const forms = [...lowered.forms.values()].flat().map(({ value }) => value);
  return forms.find((value) => value.name === name)!;
}

function density({ values }: Tensor): number {
  let count = 0;
  for (const value of values) if (value !== 0) count++;
  return count / values.length;
}
