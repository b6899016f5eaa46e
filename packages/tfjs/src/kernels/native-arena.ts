import { Arena, type ElementType, Handle, type Shape } from './handle.ts';
import type { Values } from './kernels.ts';
import type { Attribute, NativeBinding } from './native-binding.ts';

/** TensorFlow's number of the type, which the binding does not name. */
const TF_BFLOAT16 = 14;

/**
 * Tensors of tfjs-node's binding and calls to it: one call a kernel, without the engine of tfjs-core
 * (its scopes, gradient tape and checks) in between.
 */
export abstract class NativeArena extends Arena {
  macs = 0;
  readonly #binding: NativeBinding;
  readonly #types: Record<ElementType, number>;
  readonly #names: ReadonlyMap<number, ElementType>;
  readonly #constants = new Map<string, Handle>();

  constructor(binding: NativeBinding) {
    super();
    this.#binding = binding;
    this.#types = {
      float32: binding.TF_FLOAT,
      bfloat16: TF_BFLOAT16,
      int32: binding.TF_INT32,
      bool: binding.TF_BOOL,
    };
    this.#names = new Map(
      Object.entries(this.#types).map(([name, type]) => [type, name as ElementType]),
    );
  }

  get count(): number {
    return this.#binding.getNumOfTensors();
  }

  protected free(handle: Handle): void {
    this.#binding.deleteTensor(handle.data as number);
  }

  upload(values: Values, shape: Shape, type: ElementType = 'float32'): Handle {
    const id = this.#binding.createTensor(shape, this.#types[type], values);
    return this.made(new Handle(shape, type, id));
  }

  download(handle: Handle): Values {
    return this.#binding.tensorDataSync(handle.data as number);
  }

  scalar(value: number): Handle {
    return this.constant(`f${value}`, () => [Float32Array.of(value), [], 'float32']);
  }

  protected integers(values: readonly number[], shape: Shape = [values.length]): Handle {
    return this.constant(`i${shape}:${values}`, () => [Int32Array.from(values), shape, 'int32']);
  }

  protected constant(key: string, make: () => [Values, Shape, ElementType]): Handle {
    let handle = this.#constants.get(key);
    if (handle === undefined) {
      const [values, shape, type] = make();
      const id = this.#binding.createTensor(shape, this.#types[type], values);
      handle = new Handle(shape, type, id);
      handle.owners = 1;
      this.#constants.set(key, handle);
    }
    return handle;
  }

  // --- attributes -------------------------------------------------------------------------------

  protected type(name: string, type: ElementType): Attribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value: this.#types[type] };
  }
  /** Only for bindings of our set-up. */
  protected typeList(name: string, types: readonly ElementType[]): Attribute {
    return this.string(name, types.map((type) => this.#types[type]).join());
  }
  protected int(name: string, value: number | readonly number[]): Attribute {
    return { name, type: this.#binding.TF_ATTR_INT, value };
  }
  protected float(name: string, value: number): Attribute {
    return { name, type: this.#binding.TF_ATTR_FLOAT, value };
  }
  protected bool(name: string, value: boolean): Attribute {
    return { name, type: this.#binding.TF_ATTR_BOOL, value };
  }
  protected string(name: string, value: string): Attribute {
    return { name, type: this.#binding.TF_ATTR_STRING, value };
  }

  protected execute(
    kernel: string,
    attributes: Attribute[],
    inputs: readonly Handle[],
    outputs = 1,
  ) {
    const ids = inputs.map((input) => input.data as number);
    const results = this.#binding.executeOp(kernel, attributes, ids, outputs);
    return results.map(({ id, shape, dtype }) =>
      this.made(new Handle(shape, this.#names.get(dtype) ?? 'int32', id)),
    );
  }

  protected one(kernel: string, attributes: Attribute[], inputs: readonly Handle[]): Handle {
    return this.execute(kernel, attributes, inputs)[0]!;
  }
}
