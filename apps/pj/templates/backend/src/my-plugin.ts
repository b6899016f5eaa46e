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
  valuesOf,
} from '@picojoule/spec';
import * as v from 'valibot';
import { OPERATORS, runNode } from './kernels.ts';

/**
 * An execution backend that runs small networks in plain JavaScript. Replace the kernels by yours; list
 * under `train` the operators that you can differentiate.
 */
export const myPlugin = definePlugin({
  kind: 'backend',
  name: 'my-plugin',
  summary: 'Runs small networks in plain JavaScript.',
  references: [],
  options: v.strictObject({}),
  create: () => ({
    capabilities,
    async open(graph: Graph, { optimizer }: SessionOptions): Promise<Session> {
      if (optimizer !== undefined) throw unsupported('training');
      const missing = graph.nodes.filter(({ op }) => !OPERATORS.includes(op));
      if (missing.length > 0)
        throw unsupported(missing.map(({ name, op }) => `${op} ("${name}")`).join(', '));
      return openSession(graph);
    },
  }),
});

const capabilities: Capabilities = {
  operators: { run: OPERATORS, train: [] },
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
    const inputs = node.inputs.map((name) => values[name]);
    const { output, macs } = runNode(node, inputs);
    values[node.outputs[0]!] = output;
    return row(node, inputs[0]!.shape[0]!, macs);
  });
  const pick = (names: readonly string[]) => names.map((name) => [name, values[name]!] as const);
  const { taps = [], densities = [] } = options;
  return {
    tensors: Object.fromEntries(pick([...graph.outputs, ...taps])),
    densities: Object.fromEntries(pick(densities).map(([name, value]) => [name, density(value)])),
    ledger,
  };
}

const row = ({ name, op }: Node, samples: number, macs: number): LedgerRow => ({
  step: 0,
  node: name,
  op,
  pass: 'forward',
  samples,
  dtype: 'float32',
  bits: { input: 32, weight: 32, output: 32 },
  macs: { executed: macs, nominal: macs, emulated: macs },
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
