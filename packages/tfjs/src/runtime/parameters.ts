import {
  type Graph,
  sizeOf,
  type Tensor,
  type Tensors,
  type TensorValues,
  valuesOf,
} from '@picojoule/spec';
import { unknownTensor, wrongShape, wrongType } from '../errors.ts';
import type { UpdateAll } from '../kernels/fused.ts';
import type { Handle, Shape } from '../kernels/handle.ts';
import type { Kernels, Values } from '../kernels/kernels.ts';
import { type Layout, reorder, reorderBack, storedShape } from './layout.ts';
import { Value } from './value.ts';

interface Stored {
  readonly type: Tensor['type'];
  readonly shape: Shape;
  readonly layout: Layout;
  value: Value;
  /** 1 keeps, 0 holds at zero. */
  mask?: Handle;
  /** Absent before the first update. */
  velocity?: Handle;
}

interface UpdateRule {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
  readonly learningRate: Handle;
}

/** Parameters on the backend in the layout of their kernels, with their masks and optimiser state. */
export class Parameters {
  readonly values = new Map<string, Value>();
  readonly #kernels: Kernels;
  readonly #stored = new Map<string, Stored>();

  constructor(kernels: Kernels, graph: Graph) {
    this.#kernels = kernels;
    for (const [name, source] of Object.entries(graph.parameters)) {
      const { type, shape } = source;
      const layout = layoutOf(graph, name);
      const values = valuesOf(source);
      const value = this.#upload({ type, shape, layout }, values);
      this.#stored.set(name, { type, shape, layout, value });
      this.values.set(name, value);
    }
    for (const [name, mask] of Object.entries(graph.masks)) this.#setMask(name, mask);
  }

  #entry(name: string): Stored {
    const entry = this.#stored.get(name);
    if (entry === undefined) throw unknownTensor(name, 'parameter');
    return entry;
  }

  #upload({ type, shape, layout }: Omit<Stored, 'value'>, values: TensorValues): Value {
    const k = this.#kernels;
    if (type === 'float32') {
      const ordered = reorder(values as Float32Array, shape, layout);
      return new Value(k, k.upload(ordered, storedShape(shape, layout)), layout);
    }
    const [array, element]: [Values, 'bool' | 'int32'] =
      type === 'bool' ? [Uint8Array.from(values), 'bool'] : [Int32Array.from(values), 'int32'];
    return new Value(k, k.upload(array, shape, element), 'logical', type);
  }

  #set(name: string, entry: Stored, value: Value): void {
    entry.value.free();
    entry.value = value;
    this.values.set(name, value);
  }

  #setMask(name: string, mask: Uint8Array): void {
    const k = this.#kernels;
    const entry = this.#entry(name);
    if (mask.length !== sizeOf(entry.shape)) throw wrongShape(name, entry.shape, [mask.length]);
    if (entry.mask !== undefined) k.disown(entry.mask);
    delete entry.mask;
    if (mask.includes(0)) {
      const ordered = reorder(Float32Array.from(mask), entry.shape, entry.layout);
      entry.mask = k.own(k.upload(ordered, storedShape(entry.shape, entry.layout)));
    }
    this.#holdMask(name, entry);
  }

  /** Zeroes what is masked in the value and in the optimiser's state. */
  #holdMask(name: string, entry: Stored): void {
    const k = this.#kernels;
    const { mask, velocity, layout } = entry;
    if (mask === undefined) return;
    k.scope(() => {
      // Adding zero makes the -0 of masked negative weights a plain 0.
      const held = k.binary('add', k.binary('mul', entry.value.as(layout), mask), k.scalar(0));
      this.#set(name, entry, new Value(k, held, layout));
      if (velocity === undefined) return;
      entry.velocity = k.own(k.binary('mul', velocity, mask));
      k.disown(velocity);
    });
  }

  /** Replaces a parameter by a handle in its layout. */
  replace(name: string, handle: Handle): void {
    const entry = this.#entry(name);
    this.#set(name, entry, new Value(this.#kernels, handle, entry.layout));
  }

  /** `v = momentum v + g + weightDecay w; w -= learningRate v`, masked elements stay zero. */
  update(gradients: ReadonlyMap<string, Value>, rule: UpdateRule): void {
    const { updateAll } = this.#kernels;
    // Without momentum there is no velocity to keep.
    if (updateAll !== undefined && rule.momentum !== 0) this.#updateAll(updateAll, gradients, rule);
    else for (const [name, gradient] of gradients) this.#updateOne(name, gradient, rule);
  }

  #updateAll(updateAll: UpdateAll, gradients: ReadonlyMap<string, Value>, rule: UpdateRule): void {
    const k = this.#kernels;
    if (gradients.size === 0) return;
    k.scope(() => {
      const names = [...gradients.keys()];
      const before = names.map((name) => {
        const { value, layout, velocity } = this.#entry(name);
        const weight = value.as(layout);
        return {
          weight,
          velocity: velocity ?? k.upload(new Float32Array(sizeOf(weight.shape)), weight.shape),
          gradient: this.#masked(name, gradients.get(name)!),
        };
      });
      const { momentum, weightDecay: decay, nesterov, learningRate } = rule;
      const after = updateAll(before, { momentum, decay, nesterov }, learningRate);
      for (const [i, name] of names.entries()) {
        const entry = this.#entry(name);
        const { weight, velocity } = after[i]!;
        k.own(velocity);
        if (entry.velocity !== undefined) k.disown(entry.velocity);
        entry.velocity = velocity;
        this.#set(name, entry, new Value(k, weight, entry.layout));
      }
    });
  }

  /** The gradient in the parameter's layout, float32; the decay of a masked weight and its velocity are zero already. */
  #masked(name: string, gradient: Value): Handle {
    const k = this.#kernels;
    const { layout, mask } = this.#entry(name);
    const given = gradient.as(layout);
    const g = given.dtype === 'float32' ? given : k.cast(given, 'float32');
    return mask === undefined ? g : k.binary('mul', g, mask);
  }

  #updateOne(name: string, gradient: Value, rule: UpdateRule): void {
    const k = this.#kernels;
    const entry = this.#entry(name);
    k.scope(() => {
      const weight = entry.value.as(entry.layout);
      let g = this.#masked(name, gradient);
      if (rule.weightDecay !== 0) {
        g = k.binary('add', g, k.binary('mul', weight, k.scalar(rule.weightDecay)));
      }
      let direction = g;
      if (rule.momentum !== 0) {
        const momentum = k.scalar(rule.momentum);
        const before = entry.velocity;
        const velocity =
          before === undefined ? g : k.binary('add', k.binary('mul', before, momentum), g);
        entry.velocity = k.own(velocity);
        if (before !== undefined) k.disown(before);
        direction = rule.nesterov
          ? k.binary('add', g, k.binary('mul', velocity, momentum))
          : velocity;
      }
      const step = k.binary('mul', direction, rule.learningRate);
      this.#set(name, entry, new Value(k, k.binary('sub', weight, step), entry.layout));
    });
  }

  /** `w -= learningRate (sign(g) + weightDecay w)`; the velocity stays as it is. */
  updateBySign(
    name: string,
    gradient: Value,
    rule: { readonly weightDecay: number; readonly learningRate: Handle },
  ): void {
    const k = this.#kernels;
    const entry = this.#entry(name);
    k.scope(() => {
      const weight = entry.value.as(entry.layout);
      const sign = k.unary('sign', gradient.as(entry.layout));
      let direction = sign.dtype === 'float32' ? sign : k.cast(sign, 'float32');
      if (entry.mask !== undefined) direction = k.binary('mul', direction, entry.mask);
      if (rule.weightDecay !== 0) {
        const decay = k.binary('mul', weight, k.scalar(rule.weightDecay));
        direction = k.binary('add', direction, decay);
      }
      const step = k.binary('mul', direction, rule.learningRate);
      this.#set(name, entry, new Value(k, k.binary('sub', weight, step), entry.layout));
    });
  }

  read(names?: readonly string[]): Tensors {
    const wanted = names ?? [...this.#stored.keys()];
    return Object.fromEntries(
      wanted.map((name) => {
        const { type, shape, layout, value } = this.#entry(name);
        return [name, this.#download(value.as(layout), type, shape, layout)];
      }),
    );
  }

  velocities(): Tensors {
    return Object.fromEntries(
      [...this.#stored].flatMap(([name, { velocity, shape, layout }]) =>
        velocity === undefined
          ? []
          : [[name, this.#download(velocity, 'float32', shape, layout)] as const],
      ),
    );
  }

  #download(handle: Handle, type: Tensor['type'], shape: Shape, layout: Layout): Tensor {
    const values = this.#kernels.download(handle);
    switch (type) {
      case 'float32':
        return { type, shape, values: reorderBack(values as Float32Array, shape, layout) };
      case 'int64':
        return { type, shape, values: Float64Array.from(values) };
      case 'int32':
        return { type, shape, values: Int32Array.from(values) };
      case 'bool':
        return { type, shape, values: Uint8Array.from(values) };
    }
  }

  write(tensors: Tensors, masks: Readonly<Record<string, Uint8Array>> = {}): void {
    for (const [name, given] of Object.entries(tensors))
      checkAgainst(this.#entry(name), name, given);
    for (const [name, mask] of Object.entries(masks)) {
      const { shape } = this.#entry(name);
      if (mask.length !== sizeOf(shape)) throw wrongShape(name, shape, [mask.length]);
    }
    for (const [name, { values }] of Object.entries(tensors)) {
      const entry = this.#entry(name);
      this.#set(name, entry, this.#upload(entry, values));
      this.#holdMask(name, entry);
    }
    for (const [name, mask] of Object.entries(masks)) this.#setMask(name, mask);
  }

  /** Puts back all optimiser state: parameters that `velocities` does not name have none. */
  restoreVelocities(velocities: Tensors): void {
    const k = this.#kernels;
    for (const [name, given] of Object.entries(velocities))
      checkAgainst(this.#entry(name), name, given);
    for (const [name, entry] of this.#stored) {
      if (entry.velocity !== undefined) k.disown(entry.velocity);
      delete entry.velocity;
      const given = velocities[name];
      if (given === undefined) continue;
      const { shape, layout } = entry;
      const ordered = reorder(given.values as Float32Array, shape, layout);
      entry.velocity = k.own(k.upload(ordered, storedShape(shape, layout)));
      this.#holdMask(name, entry);
    }
  }

  free(): void {
    for (const { value, mask, velocity } of this.#stored.values()) {
      value.free();
      if (mask !== undefined) this.#kernels.disown(mask);
      if (velocity !== undefined) this.#kernels.disown(velocity);
    }
    this.#stored.clear();
    this.values.clear();
  }
}

function checkAgainst({ shape, type }: Stored, name: string, given: Tensor): void {
  if (given.type !== type) throw wrongType(name, type, given.type);
  const same = given.shape.length === shape.length && shape.every((s, i) => s === given.shape[i]);
  if (!same || given.values.length !== sizeOf(shape)) throw wrongShape(name, shape, given.shape);
}

/** Filters that only convolutions read are stored as their kernels want them. */
function layoutOf(graph: Graph, name: string): Layout {
  const readers = graph.nodes.filter((node) => node.inputs.includes(name));
  const filters = readers.every(
    ({ op, inputs }) =>
      (op === 'Conv' || op === 'ConvTranspose') &&
      inputs.indexOf(name) === 1 &&
      inputs.lastIndexOf(name) === 1,
  );
  return filters && readers.length > 0 && graph.parameters[name]!.shape.length === 4
    ? 'hwio'
    : 'logical';
}
