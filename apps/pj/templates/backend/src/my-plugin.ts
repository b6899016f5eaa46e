import {
  type Capabilities,
  definePlugin,
  type Graph,
  type LedgerRow,
  type Node,
  PicojouleError,
  type RunOptions,
  type RunResult,
  type Session,
  type SessionOptions,
  type Tensor,
  type Tensors,
  tensor,
  valuesOf,
} from '@picojoule/spec';
import * as v from 'valibot';

/**
 * An execution backend that computes activation functions in plain JavaScript. Add your kernels to
 * `KERNELS`; list under `train` what it can differentiate.
 */
export const myPlugin = definePlugin({
  kind: 'backend',
  name: 'my-plugin',
  summary: 'Computes activation functions in plain JavaScript.',
  references: [],
  options: v.object({}),
  create: () => ({
    capabilities,
    async open(graph: Graph, { optimizer }: SessionOptions): Promise<Session> {
      if (optimizer !== undefined) throw unsupported('training');
      const missing = graph.nodes.filter(({ op }) => !Object.hasOwn(KERNELS, op));
      if (missing.length > 0)
        throw unsupported(missing.map(({ name, op }) => `${op} ("${name}")`).join(', '));
      return openSession(graph);
    },
  }),
});

const KERNELS: Readonly<Record<string, (value: number) => number>> = {
  Relu: (value) => Math.max(0, value),
  Sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  Identity: (value) => value,
};

const capabilities: Capabilities = {
  operators: { run: ['Relu', 'Sigmoid', 'Identity'], train: [] },
  dtype: 'float32',
  emulatedBits: [],
  gradientRules: [],
  updateRules: [],
  blockSkipping: 'none',
  largestBatch: Number.POSITIVE_INFINITY,
  bitExact: true,
};

function openSession(graph: Graph): Session {
  let parameters: Tensors = Object.fromEntries(
    Object.entries(graph.parameters).map(([name, value]) => [name, dense(value)]),
  );
  let masks = graph.masks;
  let open = true;
  const write = (changes: Tensors) => {
    const merged = Object.entries({ ...parameters, ...changes });
    parameters = Object.fromEntries(
      merged.map(([name, value]) => [name, masked(value, masks[name])]),
    );
  };
  const use = <T>(action: () => T): Promise<T> =>
    open ? Promise.resolve().then(action) : Promise.reject(closed());
  write({});
  return {
    run: (inputs, options) => use(() => runGraph(graph, { ...parameters, ...inputs }, options)),
    train: () =>
      use(() => {
        throw unsupported('training');
      }),
    readTensors: (names = Object.keys(parameters)) =>
      use(() => Object.fromEntries(names.map((name) => [name, parameters[name]!]))),
    writeTensors: (tensors, changed) =>
      use(() => {
        masks = { ...masks, ...changed };
        write(tensors);
      }),
    checkpoint: () => use(() => ({ parameters, optimizer: {} })),
    restore: (checkpoint) => use(() => write(checkpoint.parameters)),
    close: async () => {
      open = false;
    },
  };
}

function runGraph(graph: Graph, known: Tensors, options: RunOptions = {}): RunResult {
  const values: Record<string, Tensor> = { ...known };
  const ledger = graph.nodes.map((node) => {
    const input = values[node.inputs[0]!]!;
    const computed = Float32Array.from(input.values, KERNELS[node.op]!);
    values[node.outputs[0]!] = tensor(input.shape, computed);
    return row(node, input.shape[0] ?? 1);
  });
  const pick = (names: readonly string[]) => names.map((name) => [name, values[name]!] as const);
  const { taps = [], densities = [] } = options;
  return {
    tensors: Object.fromEntries(pick([...graph.outputs, ...taps])),
    densities: Object.fromEntries(pick(densities).map(([name, value]) => [name, density(value)])),
    ledger,
  };
}

/** Activation functions multiply nothing: a row without MACs says that they ran. */
const row = ({ name, op }: Node, samples: number): LedgerRow => ({
  step: 0,
  node: name,
  op,
  pass: 'forward',
  samples,
  dtype: 'float32',
  bits: { input: 32, weight: 32, output: 32 },
  macs: { executed: 0, nominal: 0, emulated: 0 },
});

const dense = (value: Graph['parameters'][string]): Tensor => ({
  type: value.type,
  shape: value.shape,
  values: valuesOf(value),
});

const masked = (value: Tensor, mask: Uint8Array | undefined): Tensor =>
  mask === undefined ? value : { ...value, values: value.values.map((x, i) => x * mask[i]!) };

const density = ({ values }: Tensor): number =>
  values.length === 0 ? 0 : values.filter((value) => value !== 0).length / values.length;

const unsupported = (what: string) =>
  new PicojouleError({
    code: 'MY_PLUGIN_UNSUPPORTED',
    message: `The backend "my-plugin" does not do ${what}.`,
    next: 'Choose another backend.',
  });

const closed = () =>
  new PicojouleError({
    code: 'MY_PLUGIN_CLOSED',
    message: 'The session is closed.',
    next: 'Open a new one.',
  });
