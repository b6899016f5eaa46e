import {
  type Checkpoint,
  type Graph,
  type SessionOptions,
  type Tensor,
  type Tensors,
  valuesOf,
} from '@picojoule/spec';
import { wrongCall } from '../errors.ts';

/** Parameters, masks and momentum of a session, as the contract of `Session` describes them. */
export interface ParameterStore {
  readonly parameters: ReadonlyMap<string, Tensor>;
  read(names?: readonly string[]): Tensors;
  write(tensors: Tensors, masks?: Readonly<Record<string, Uint8Array>>): void;
  checkpoint(): Checkpoint;
  restore(checkpoint: Checkpoint): void;
  /** One step of stochastic gradient descent on the named gradients. */
  update(
    gradients: ReadonlyMap<string, Float64Array>,
    learningRate: number,
    /** Parameters that follow the sign of their gradient. */
    bySign: ReadonlySet<string>,
  ): void;
}

const copy = ({ type, shape, values }: Tensor): Tensor => ({ type, shape, values: values.slice() });
const copies = (tensors: Iterable<readonly [string, Tensor]>): Record<string, Tensor> =>
  Object.fromEntries([...tensors].map(([name, value]) => [name, copy(value)]));

export function parameterStore(graph: Graph, { optimizer }: SessionOptions): ParameterStore {
  const parameters = new Map<string, Tensor>();
  const masks = new Map<string, Uint8Array>();
  const velocity = new Map<string, Tensor>();
  const hold = (name: string) => {
    const mask = masks.get(name);
    const values = parameters.get(name)!.values;
    mask?.forEach((kept, i) => {
      if (kept === 0) values[i] = 0;
    });
  };
  for (const [name, source] of Object.entries(graph.parameters)) {
    const { type, shape } = source;
    parameters.set(name, { type, shape, values: valuesOf(source).slice() });
    if (optimizer !== undefined) {
      velocity.set(name, { type, shape, values: valuesOf({ type, shape, fill: 0 }) });
    }
  }
  for (const [name, mask] of Object.entries(graph.masks)) masks.set(name, mask.slice());
  for (const name of parameters.keys()) hold(name);

  const known = (name: string): Tensor => {
    const found = parameters.get(name);
    if (found === undefined) throw wrongCall(`There is no parameter "${name}".`);
    return found;
  };
  return {
    parameters,
    read: (names) => copies((names ?? [...parameters.keys()]).map((name) => [name, known(name)])),
    write(tensors, newMasks = {}) {
      for (const name of [...Object.keys(tensors), ...Object.keys(newMasks)]) known(name);
      for (const [name, value] of Object.entries(tensors)) parameters.set(name, copy(value));
      for (const [name, mask] of Object.entries(newMasks)) masks.set(name, mask.slice());
      for (const name of parameters.keys()) hold(name);
    },
    checkpoint: () => ({ parameters: copies(parameters), optimizer: copies(velocity) }),
    restore(checkpoint) {
      for (const [name, value] of Object.entries(checkpoint.parameters)) {
        known(name);
        parameters.set(name, copy(value));
      }
      for (const [name, value] of Object.entries(checkpoint.optimizer)) {
        velocity.set(name, copy(value));
      }
      for (const name of parameters.keys()) hold(name);
    },
    update(gradients, learningRate, bySign) {
      const { momentum = 0, weightDecay = 0, nesterov = false } = optimizer ?? {};
      for (const [name, gradient] of gradients) {
        const { values, shape } = known(name);
        const speed = velocity.get(name)!.values;
        const decay = shape.length > 1 ? weightDecay : 0;
        gradient.forEach((g, i) => {
          if (bySign.has(name)) {
            values[i]! -= learningRate * (Math.sign(g) + decay * values[i]!);
            return;
          }
          const whole = g + decay * values[i]!;
          speed[i] = momentum * speed[i]! + whole;
          values[i] =
            values[i]! - learningRate * (nesterov ? whole + momentum * speed[i]! : speed[i]!);
        });
        hold(name);
      }
    },
  };
}
