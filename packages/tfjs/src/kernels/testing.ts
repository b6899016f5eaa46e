import { createRequire } from 'node:module';
import { findNativeBinding } from '../setup/find.ts';
import { loadNative } from '../setup/load.ts';
import type { NativeBinding } from './native-binding.ts';

const require = createRequire(import.meta.url);
const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** MACs of one launched kernel from the shapes of its operands; 0 for those that multiply no matrices. */
function macsOf(
  kernel: string,
  shapes: readonly (readonly number[])[],
  output: readonly number[],
  { transposed = false, depthwise = false }: { transposed?: boolean; depthwise?: boolean },
): number {
  const taps = (filter: readonly number[]) => product(filter.slice(0, depthwise ? 2 : 3));
  switch (kernel) {
    case 'PicojouleConvolution':
      return product(output) * taps(shapes[1]!);
    case 'PicojouleInputGradient':
      return product(shapes[2]!) * taps(shapes[1]!);
    case 'PicojouleFilterGradient':
      return product(shapes[2]!) * taps(output);
    case 'Conv2D':
    case '_MklNativeConv2DWithBias':
    case '_MklNativeFusedConv2D':
      return product(output) * product(shapes[1]!.slice(0, 3));
    case 'Conv2DBackpropInput':
      return product(shapes[2]!) * product(shapes[1]!.slice(0, 3));
    case 'Conv2DBackpropFilter':
      return product(shapes[2]!) * product(output.slice(0, 3));
    case 'DepthwiseConv2dNative':
    case '_MklNativeFusedDepthwiseConv2dNative':
      return product(output) * product(shapes[1]!.slice(0, 2));
    case 'DepthwiseConv2dNativeBackpropInput':
      return product(shapes[2]!) * product(shapes[1]!.slice(0, 2));
    case 'DepthwiseConv2dNativeBackpropFilter':
      return product(shapes[2]!) * product(output.slice(0, 2));
    case 'MatMul':
    case 'BatchMatMul':
    case 'BatchMatMulV2':
      return product(output) * shapes[0]!.at(transposed ? -2 : -1)!;
    default:
      return 0;
  }
}

/** Of a program on rows: each of its last inputs that is a matrix meets every row once. */
function rowMacs(rows: number, weights: readonly (readonly number[])[]): number {
  const matrices = weights.filter(({ length }) => length === 2);
  return rows * matrices.reduce((sum, shape) => sum + product(shape), 0);
}

/**
 * Counts at the binding itself, where every kernel of the native backend is launched; undefined
 * without a binding. To be called before the first session is opened.
 */
export function countNative(): (() => number) | undefined {
  const found = findNativeBinding();
  if (found === undefined) return undefined;
  const { tf, backendName } = loadNative(found.bindingPath);
  const backend = tf.engine().findBackend(backendName) as unknown as { binding: NativeBinding };
  const { binding } = backend;
  const shapes = new Map<number, readonly number[]>();
  let macs = 0;
  const counting: Partial<NativeBinding> = {
    createTensor(shape, type, values) {
      const id = binding.createTensor(shape, type, values);
      shapes.set(id, [...shape]);
      return id;
    },
    executeOp(kernel, attributes, inputs, outputs) {
      const results = binding.executeOp(kernel, attributes, inputs, outputs);
      for (const { id, shape } of results) shapes.set(id, shape);
      const says = (...names: string[]) =>
        attributes.some(({ name, value }) => names.includes(name) && value === true);
      const said = { transposed: says('transpose_a', 'adj_x'), depthwise: says('depthwise') };
      const read = inputs.map((id) => shapes.get(id) ?? []);
      macs += macsOf(kernel, read, results[0]!.shape, said);
      const weights = Number(attributes.find(({ name }) => name === 'W')?.value ?? 0);
      // Tapes come first, whose rows lie in groups.
      const made = results[kernel === 'PicojouleRunRows' ? 1 : 0]!.shape;
      // In reverse, the gradients of values and of weights.
      const passes = kernel === 'PicojouleReverseRows' ? 2 : 1;
      if (weights > 0) macs += passes * rowMacs(made[0]!, read.slice(-weights));
      return results;
    },
  };
  // The binding's own properties are read-only, the backend's reference to it is not.
  backend.binding = new Proxy({} as NativeBinding, {
    get: (_, key: keyof NativeBinding) => counting[key] ?? binding[key],
  });
  return () => macs;
}

/** Counts in the registry of tfjs-core, where every kernel of the wasm backend is looked up. */
export function countWasm(): () => number {
  const tf: typeof import('@tensorflow/tfjs-core') = require('@tensorflow/tfjs-core');
  require('@tensorflow/tfjs-backend-wasm');
  let macs = 0;
  const operands: Record<string, readonly string[]> = {
    Conv2D: ['x', 'filter'],
    DepthwiseConv2dNative: ['x', 'filter'],
    BatchMatMul: ['a', 'b'],
    Conv2DBackpropInput: ['', 'filter', 'dy'],
    _FusedMatMul: [],
    FusedConv2D: [],
    FusedDepthwiseConv2D: [],
  };
  for (const [name, names] of Object.entries(operands)) {
    const kernel = tf.getKernel(name, 'wasm');
    tf.unregisterKernel(name, 'wasm');
    tf.registerKernel({
      ...kernel,
      kernelFunc: (call) => {
        if (names.length === 0) throw new Error(`${name} was launched but is not counted`);
        const result = kernel.kernelFunc(call);
        const shapes = names.map((key) => call.inputs[key]?.shape ?? []);
        const { shape } = result as { shape: readonly number[] };
        macs += macsOf(name, shapes, shape, { transposed: call.attrs?.transposeA === true });
        return result;
      },
    });
  }
  return () => macs;
}
