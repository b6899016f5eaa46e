import { workloadsOf } from '@picojoule/graph';
import {
  type Checkpoint,
  type Device,
  type Graph,
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
import { firstRoom, type Room } from '../compiler/first-room.ts';
import { lower } from '../compiler/lower.ts';
import { planNetwork } from '../compiler/network-plan.ts';
import { compileProgram, type Program } from '../compiler/program.ts';
import type { Resident } from '../compiler/resident.ts';
import { sessionClosed, wrongCall } from '../errors.ts';
import { thresholdWord } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import type { BoardClient } from './board-client.ts';
import { CallCounters } from './call-counters.ts';
import type { CounterTable } from './counter-table.ts';
import { HostTensors } from './host-tensors.ts';
import { ledgerRows, type PredictedWork, signStatistics } from './ledger-rows.ts';
import { asShift, softmaxCrossEntropy } from './loss.ts';
import { ParameterStore } from './parameter-store.ts';
import { ProgramStore } from './program-store.ts';
import { type StepRules, skippedBlocks, stepRules } from './step-plan.ts';
import { Thresholds } from './thresholds.ts';
import { Updater } from './updater.ts';

/** A network on a board: one image at a time, the loss on the host (hardware/doc/numerics.md). */
export class BoardSession implements Session {
  readonly device: Device;
  readonly #client: BoardClient;
  readonly #shape: MachineShape;
  readonly #graph: Graph;
  readonly #seed: number;
  readonly #updater: Updater | undefined;
  readonly #thresholds = new Thresholds();
  readonly #resident: Resident;
  readonly #parameters: ParameterStore;
  readonly #programs: ProgramStore;
  readonly #tensors: HostTensors;
  readonly #counters: CallCounters;
  readonly #compiled = new Map<string, Program>();
  readonly #room: Room;
  readonly #macs: ReadonlyMap<string, number>;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(
    client: BoardClient,
    shape: MachineShape,
    graph: Graph,
    { seed, optimizer }: SessionOptions,
    room: Room,
  ) {
    const { board, bitstream, clock, macsPerCycle, simulated } = client.link.identity;
    this.device = { board, bitstream, clock, macsPerCycle, simulated };
    this.#client = client;
    this.#shape = shape;
    this.#graph = graph;
    this.#seed = seed;
    this.#room = room;
    const trains = optimizer !== undefined;
    const { layouts, resident } = planNetwork(shape, graph, trains, room);
    this.#resident = resident;
    this.#parameters = new ParameterStore(client, resident, layouts, {
      lanes: shape.lanes,
      trains,
    });
    this.#programs = new ProgramStore(client, shape);
    this.#tensors = new HostTensors(client, shape.lanes, room.buffers);
    this.#counters = new CallCounters(client, resident);
    if (optimizer !== undefined) {
      const [parameters, programs] = [this.#parameters, this.#programs];
      this.#updater = new Updater(
        { client, parameters, programs, resident, shape },
        graph,
        optimizer,
      );
    }
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
    const session = BoardSession.#withRoom(client, shape, graph, options);
    await session.#begin();
    return session;
  }

  static #withRoom(...given: Parameters<typeof BoardSession.open>): BoardSession {
    return firstRoom((room) => {
      const session = new BoardSession(...given, room);
      const { optimizer } = given[3];
      if (optimizer !== undefined) session.#trainingProgram(new Set(), session.#plainRules);
      session.#program('run', {});
      return session;
    });
  }

  async #begin(): Promise<void> {
    const { lanes } = this.#shape;
    for (const { name, address } of this.#resident.placements) {
      const c = /^constant (\d+)$/.exec(name)?.[1];
      if (c === undefined) continue;
      await this.#client.write(address * lanes, new Uint8Array(lanes).fill(Number(c)));
    }
    await this.#client.set(0, 0);
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
      rules,
      taps = [],
    }: { skipped?: ReadonlySet<string>; rules?: StepRules; taps?: readonly string[] },
  ): Program {
    let program = this.#compiled.get(key);
    if (program === undefined) {
      const lowered = lower(this.#graph, { lanes: this.#shape.lanes, skipped, taps });
      program = compileProgram(this.#shape, lowered, this.#resident, {
        ...this.#room,
        taps,
        ...(rules && {
          backward: { frozen: rules.frozen, predicted: new Set(rules.predicted.keys()) },
        }),
      });
      this.#compiled.set(key, program);
    }
    return program;
  }

  get #plainRules(): StepRules {
    return stepRules(this.#graph, {});
  }

  #trainingProgram(skipped: ReadonlySet<string>, rules: StepRules): Program {
    const { frozen, predicted } = rules;
    const sets = [skipped, frozen, predicted.keys()].map((names) => [...names].toSorted());
    return this.#program(JSON.stringify(['train', ...sets]), { skipped, rules });
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
    await this.#counters.begin();
    const found = new Map<string, number[]>(wanted.map((name) => [name, []]));
    const write = async (i: number) => {
      const image = images[i];
      if (image !== undefined) await this.#tensors.writeInput(program, image, i);
    };
    await write(0);
    for (const i of images.keys()) {
      await this.#counters.next(i);
      await this.#tensors.setBuffer(loaded.forward, program.patches.forward, i);
      await this.#tensors.setInput(program, images[i]!);
      const ended = await this.#client.start(loaded.forward);
      if (this.#resident.buffers === 2) await write(i + 1);
      await ended();
      if (this.#resident.buffers === 1) await write(i + 1);
      for (const [name, values] of found) {
        const read =
          name === output
            ? this.#tensors.readLogits(program)
            : this.#tensors.readValue(program, name);
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
      ledger: this.#ledger(await this.#counters.end(), 0),
    };
  }

  train(step: TrainStep): Promise<StepResult> {
    return this.#ordered(() => this.#train(step));
  }

  async #train({ inputs, labels, learningRate, plan, step }: TrainStep): Promise<StepResult> {
    const updater = this.#updater;
    if (updater === undefined) throw wrongCall('The session has no optimizer.');
    const images = this.#images(inputs);
    const classes = this.#trainingProgram(new Set(), this.#plainRules).lowered.output.channels;
    if (labels.length !== images.length || labels.some((label) => label < 0 || label >= classes)) {
      throw wrongCall(`There are to be ${images.length} labels below ${classes}.`);
    }
    const skipped = skippedBlocks(this.#graph, plan, images.length);
    const rules = stepRules(this.#graph, plan);
    // Where nothing can change, nothing is computed but the loss.
    const learns = learningRate > 0 && updater.learned(rules).length > 0;
    const { sigma, q } = asShift(learns ? learningRate / images.length : 1);
    if (learns) await this.#parameters.setRate(q, rules.signed);
    await this.#counters.begin();
    const used = new Set<Program>();
    let [loss, correct] = [0, 0];
    // Of the backward pass before, which runs while the next image is sent.
    let ended: (() => Promise<void>) | undefined;
    const idle = async () => {
      const before = ended;
      ended = undefined;
      await before?.();
    };
    for (const [i, image] of images.entries()) {
      await this.#counters.next(i, idle);
      const program = this.#trainingProgram(skipped[i]!, rules);
      const loaded = await this.#programs.load(program, idle);
      if (this.#resident.buffers === 1) await idle();
      await this.#tensors.writeInput(program, image, i);
      await this.#tensors.setBuffer(loaded.forward, program.patches.forward, i);
      await this.#tensors.setInput(program, image);
      const forward = await this.#client.start(loaded.forward);
      const logits = await this.#tensors.askLogits(program);
      await idle();
      await forward();
      const result = softmaxCrossEntropy(await logits(), labels[i]!);
      loss += result.loss / images.length;
      if (result.correct) correct++;
      if (!learns) continue;
      await this.#tensors.writeGradient(
        program,
        result.gradient.map((g) => g * sigma),
      );
      await this.#seed32(loaded.backward, step, i);
      await this.#writeThresholds(program, loaded.backward, rules, sigma);
      await this.#tensors.setBuffer(loaded.backward, program.patches.backward, i);
      used.add(program);
      ended = await this.#client.start(loaded.backward);
    }
    await idle();
    const work = this.#predictedWork(used);
    if (learns) {
      for (const node of work.keys()) await this.#learnThreshold(node, sigma);
      await updater.update(learningRate, rules, (index) => this.#seed32(index, step, 2 ** 31));
    }
    const table = await this.#counters.end();
    const signs = signStatistics(table, work);
    return {
      ...{ loss, correct, cycles: table.cycles },
      ledger: this.#ledger(table, step, new Set(rules.predicted.keys())),
      ...(work.size > 0 && { signs }),
    };
  }

  /** The generator's seed, in the second word of a program. */
  async #seed32(program: number, step: number, part: number): Promise<void> {
    const [seed] = philox2x32(step, part, this.#seed);
    await this.#client.writeWord(program + 1, seed);
  }

  async #writeThresholds(
    { predictions }: Program,
    backward: number,
    { predicted }: StepRules,
    sigma: number,
  ): Promise<void> {
    for (const [node, { at }] of predictions) {
      const { name } = this.#parameters.weightOf(node);
      const e = this.#parameters.accumulatorExponent(name);
      const word = thresholdWord(this.#thresholds.of(name, predicted.get(node)!, sigma, e));
      for (const index of at) await this.#client.writeWord(backward + index, word);
    }
  }

  async #learnThreshold(node: string, sigma: number): Promise<void> {
    const { name } = this.#parameters.weightOf(node);
    this.#thresholds.learn(name, await this.#parameters.accumulated(name), sigma);
  }

  #predictedWork(used: ReadonlySet<Program>): PredictedWork {
    const all = [...used].flatMap(({ predictions }) => [...predictions]);
    return new Map(
      all.map(([node, { tiles }]) => {
        const { positions, words } = this.#parameters.weightOf(node);
        // Once for each part of the ofmap whose pixels fit the lanes.
        const parts = (tiles * this.#shape.lanes) / words;
        return [node, { weights: parts * positions.length, tiles }];
      }),
    );
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

  #ledger(table: CounterTable, step: number, predicted: ReadonlySet<string> = new Set()) {
    return ledgerRows(table, { macs: this.#macs, predicted, step });
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
      optimizer:
        this.#updater === undefined
          ? {}
          : { ...(await this.#parameters.optimizer()), ...this.#thresholds.state() },
    }));
  }

  restore({ parameters, optimizer }: Checkpoint): Promise<void> {
    return this.#ordered(() => {
      this.#thresholds.restore(optimizer);
      return this.#parameters.restore(parameters, optimizer);
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#last;
    await this.#client.link.close();
  }
}

function density({ values }: Tensor): number {
  let count = 0;
  for (const value of values) if (value !== 0) count++;
  return count / values.length;
}
