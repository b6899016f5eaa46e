import {
  type Capabilities,
  type ExecutionBackend,
  type Graph,
  type Plugin,
  type StepPlan,
  type Tensor,
  tensor,
  type UpdateRule,
} from '@picojoule/spec';
import { asPlugin } from '../as-plugin.ts';
import { crossEntropy } from './cross-entropy.ts';
import { backward, densityOf, drawGates, forward, ledgerRows } from './network.ts';
import { referenceOperators, type Value } from './operators.ts';
import { type Computation, sessionOf } from './session-of.ts';

export const referenceCapabilities: Capabilities = {
  operators: { run: referenceOperators, train: referenceOperators },
  dtype: 'float32',
  emulatedBits: Array.from({ length: 15 }, (_, i) => i + 2),
  gradientRules: ['exact', 'predicted-sign'],
  updateRules: ['sgd', 'sign', 'frozen'],
  blockSkipping: 'image',
  gates: true,
  largestBatch: Number.POSITIVE_INFINITY,
  bitExact: true,
};

/**
 * A backend by definition: nested loops in double precision, parameters in single. It trains networks
 * of the size of `smallGraph`, skips blocks image by image, rounds to the widths of a plan, and counts
 * the products that its loops form. An oracle for real backends, and a device-free backend for tests of the engine.
 */
export const referenceBackend = (): Plugin<'backend', ExecutionBackend> =>
  asPlugin('backend', 'reference', {
    capabilities: referenceCapabilities,
    open: async (graph, options) => sessionOf(graph, options, computation(graph, options.seed)),
  });

const passes = [
  'forward',
  'input-gradient',
  'predictor',
  'remainder',
  'probe',
  'weight-gradient',
  'update',
] as const;

const precise = ({ shape, values }: Tensor): Value => ({
  shape,
  values: Float64Array.from(values),
});
const preciseAll = (tensors: Iterable<readonly [string, Tensor]>): Map<string, Value> =>
  new Map([...tensors].map(([name, value]) => [name, precise(value)]));

const computation = (graph: Graph, seed: number): Computation => ({
  run(store, inputs, { taps = [], densities = [] }) {
    const given = preciseAll(Object.entries(inputs));
    const tape = forward(graph, preciseAll(store.parameters), given);
    const shown = [...graph.outputs, ...taps].map((name) => {
      const { shape, values } = tape.values.get(name)!;
      return [name, tensor(shape, values)] as const;
    });
    const shares = densities.map((name) => [name, densityOf(single(tape.values.get(name)!))]);
    return {
      tensors: Object.fromEntries(shown),
      densities: Object.fromEntries(shares),
      ledger: ledgerRows(tape, 0, ['forward']),
    };
  },
  train(store, { inputs, labels, learningRate, plan, step }) {
    const parameters = preciseAll(store.parameters);
    const given = preciseAll(Object.entries(inputs));
    const tape = forward(graph, parameters, given, plan, drawGates(seed, step));
    const output = graph.outputs[0]!;
    const { loss, correct, gradient } = crossEntropy(tape.values.get(output)!.values, labels);
    const { gradients, signs } = backward(tape, parameters, output, gradient, plan.gateCost);
    for (const name of parametersUnder(graph, plan.update, 'frozen')) gradients.delete(name);
    store.update(gradients, learningRate, parametersUnder(graph, plan.update, 'sign'));
    const ledger = ledgerRows(tape, step, passes, signs);
    return {
      loss,
      correct,
      ledger,
      ...(signs.size === 0 ? {} : { signs: Object.fromEntries(signs) }),
      ...(tape.gates.size === 0 ? {} : { gates: Object.fromEntries(tape.gates) }),
    };
  },
});

const single = ({ values }: Value) => Float32Array.from(values);

/** Inputs of the nodes that a plan updates by this rule. */
function parametersUnder(
  graph: Graph,
  rules: StepPlan['update'] = {},
  rule: UpdateRule,
): ReadonlySet<string> {
  const nodes = graph.nodes.filter(({ name }) => (rules[name] ?? rules['*']) === rule);
  return new Set(nodes.flatMap(({ inputs }) => inputs));
}
