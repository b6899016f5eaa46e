import {
  type FillTensor,
  type Graph,
  sizeOf,
  type Tensor,
  type Tensors,
  tensor,
  valuesOf,
} from '@picojoule/spec';
import { tensorName } from '../compiler/operation.ts';
import type { ParameterLayout } from '../compiler/parameter-layout.ts';
import type { Resident } from '../compiler/resident.ts';
import { wrongCall } from '../errors.ts';
import type { BoardClient } from './board-client.ts';
import { fromPlanes, toMaster, toPlanes } from './fixed-point.ts';
import type { Register } from './register.ts';

/** Bits between a master's exponent and that of its `hi` plane, and of its accumulators. */
const PLANE_BITS = 8;
const EXPONENT = '.exponent';
/** Of the gradients' sums where only their signs matter. */
const SIGN_EXPONENT = -18;
const MOST_STEP = 2 ** 16 - 1;

/** Parameters, masks and accumulators of a network on a board. */
export class ParameterStore {
  readonly layouts: readonly ParameterLayout[];
  readonly #client: BoardClient;
  readonly #resident: Resident;
  readonly #lanes: number;
  readonly #trains: boolean;
  readonly #exponents = new Map<string, number>();
  readonly #accumulatorExponents = new Map<string, number>();
  readonly #masks = new Map<string, Uint8Array>();
  /** Where nothing is trained: what was written, of which the board has the upper planes alone. */
  readonly #written = new Map<string, Int32Array>();
  /** Of parameters that were last updated by signs. */
  readonly #velocities = new Map<string, Int32Array>();

  constructor(
    client: BoardClient,
    resident: Resident,
    layouts: readonly ParameterLayout[],
    { lanes, trains }: { readonly lanes: number; readonly trains: boolean },
  ) {
    this.#client = client;
    this.#resident = resident;
    this.layouts = layouts;
    this.#lanes = lanes;
    this.#trains = trains;
  }

  /** Writes what a graph says, with accumulators of zero. */
  async begin({ parameters, masks }: Graph): Promise<void> {
    for (const [name, mask] of Object.entries(masks)) this.#masks.set(name, mask);
    for (const layout of this.layouts) {
      await this.#write(layout, valuesOf(parameters[layout.name] as Tensor | FillTensor));
      if (this.#trains) await this.#writeAccumulators(layout);
    }
  }

  masked(name: string): boolean {
    return this.#masks.has(name);
  }

  /**
   * Lets accumulators count updates of this rate, `rate = sigma 2^-q`; those of nodes that are updated by
   * signs count gradients, from 0: the velocity is kept aside until the node is updated otherwise.
   */
  async setRate(q: number, signed: ReadonlySet<string>): Promise<void> {
    for (const layout of this.layouts) {
      const { name, node } = layout;
      const aside = this.#velocities.get(name);
      if (signed.has(node) && aside === undefined) {
        this.#velocities.set(name, await this.#readAccumulators(layout));
        await this.#writeAccumulators(layout);
      } else if (!signed.has(node) && aside !== undefined) {
        await this.#writeAccumulators(layout, aside);
        this.#velocities.delete(name);
      }
      const e = signed.has(node) ? SIGN_EXPONENT : this.#exponents.get(name)! - PLANE_BITS + q;
      this.#accumulatorExponents.set(name, e);
      await this.#client.set(this.#registerOf(name), e);
    }
  }

  /** As `setRate` chose it. */
  accumulatorExponent(name: string): number {
    return this.#accumulatorExponents.get(name)!;
  }

  /** The weight of a node. */
  weightOf(node: string): ParameterLayout {
    return this.layouts.find((layout) => layout.node === node && layout.role === 'weight')!;
  }

  /** The register of a parameter's accumulators. */
  accumulated(name: string): Promise<Register> {
    return this.#client.get(this.#registerOf(name));
  }

  /** A learning rate in units of a master. */
  stepOf(name: string, rate: number): number {
    return Math.min(MOST_STEP, Math.round(rate * 2 ** -this.#exponents.get(name)!));
  }

  async read(names: readonly string[] = this.layouts.map(({ name }) => name)): Promise<Tensors> {
    const read: Record<string, Tensor> = Object.create(null);
    for (const name of names) {
      const layout = this.#layout(name);
      const unit = 2 ** this.#exponents.get(name)!;
      const integers = this.#written.get(name) ?? (await this.#readMaster(layout));
      read[name] = tensor(
        layout.shape,
        Float32Array.from(integers, (v) => v * unit),
      );
    }
    return read;
  }

  async write(tensors: Tensors, masks: Readonly<Record<string, Uint8Array>> = {}): Promise<void> {
    for (const [name, { shape, values }] of Object.entries(tensors)) {
      const layout = this.#layout(name);
      if (`${layout.shape}` !== `${shape}` || sizeOf(shape) !== values.length) {
        throw wrongCall(`Parameter "${name}" is [${layout.shape}], not [${shape}].`);
      }
    }
    const changed = new Map<string, ArrayLike<number>>();
    for (const [name, { values }] of Object.entries(tensors)) changed.set(name, values);
    for (const [name, mask] of Object.entries(masks)) {
      if (mask.length !== sizeOf(this.#layout(name).shape)) {
        throw wrongCall(`The mask of "${name}" has ${mask.length} elements.`);
      }
      if (!changed.has(name)) changed.set(name, (await this.read([name]))[name]!.values);
      this.#masks.set(name, mask.slice());
    }
    for (const [name, values] of changed) await this.#write(this.#layout(name), values);
  }

  /** Accumulators, which hold the momentum, and the exponents of the masters. */
  async optimizer(): Promise<Tensors> {
    const state: Record<string, Tensor> = Object.create(null);
    for (const layout of this.layouts) {
      const { name, shape } = layout;
      const values = this.#velocities.get(name) ?? (await this.#readAccumulators(layout));
      state[name] = { type: 'int32', shape, values };
      const e = Int32Array.of(this.#exponents.get(name)!);
      state[name + EXPONENT] = { type: 'int32', shape: [1], values: e };
    }
    return state;
  }

  async restore(parameters: Tensors, optimizer: Tensors): Promise<void> {
    this.#velocities.clear();
    for (const layout of this.layouts) {
      const e = optimizer[layout.name + EXPONENT]?.values[0];
      if (e !== undefined) this.#exponents.set(layout.name, e);
      const sums = optimizer[layout.name]?.values;
      if (sums !== undefined) await this.#writeAccumulators(layout, sums as Int32Array);
    }
    await this.write(parameters);
  }

  #layout(name: string): ParameterLayout {
    const found = this.layouts.find((layout) => layout.name === name);
    if (found === undefined) throw wrongCall(`The network has no parameter "${name}".`);
    return found;
  }

  #place(name: string) {
    return this.#resident.placements.find((placement) => placement.name === name)!;
  }

  async #write(layout: ParameterLayout, values: ArrayLike<number>): Promise<void> {
    const { name, role, positions, words } = layout;
    const mask = this.#masks.get(name);
    const kept = Float64Array.from(values, (value, i) => (mask?.[i] === 0 ? 0 : value));
    const { integers, e } = toMaster(kept, this.#exponents.get(name));
    this.#exponents.set(name, e);
    // In a masked parameter 0 means pruned.
    if (mask !== undefined) {
      integers.forEach((v, i) => {
        if (v === 0 && mask[i] !== 0) integers[i] = 1;
      });
    }
    if (!this.#trains) this.#written.set(name, integers);
    const place = this.#place(tensorName.master(name));
    const planes = toPlanes(integers, positions, words * this.#lanes);
    const present = planes.subarray(0, place.words * this.#lanes);
    await this.#client.write(place.address * this.#lanes, present);
    const register = this.#resident.registers.get(tensorName.master(name))!;
    // A layer reads the upper plane of its weights, and both of its bias.
    await this.#client.set(register, role === 'weight' ? e + PLANE_BITS : e);
  }

  async #readMaster({ name, positions }: ParameterLayout): Promise<Int32Array> {
    const { address, words } = this.#place(tensorName.master(name));
    const bytes = await this.#client.read(address * this.#lanes, words * this.#lanes);
    return fromPlanes(bytes, positions);
  }

  #registerOf(name: string): number {
    return this.#resident.registers.get(tensorName.accumulators(name))!;
  }

  async #readAccumulators({ name, positions }: ParameterLayout): Promise<Int32Array> {
    const { address, words } = this.#place(tensorName.accumulators(name));
    const bytes = await this.#client.read(address * this.#lanes, words * this.#lanes);
    const sums = new Int32Array(bytes.buffer);
    return Int32Array.from(positions, (at) => sums[at]!);
  }

  async #writeAccumulators({ name, positions }: ParameterLayout, values?: Int32Array) {
    const { address, words } = this.#place(tensorName.accumulators(name));
    const sums = new Int32Array((words * this.#lanes) / 4);
    values?.forEach((value, i) => {
      sums[positions[i]!] = value;
    });
    await this.#client.write(address * this.#lanes, new Uint8Array(sums.buffer));
  }
}
