import type {
  Capabilities,
  ExecutionBackend,
  Graph,
  OperatorName,
  Session,
  SessionOptions,
} from '@picojoule/spec';
import { notOneOutput, unsupportedOperators } from './errors.ts';
import type { Kernels } from './kernels/kernels.ts';
import { runnable, trainable } from './operators/rules.ts';
import { emulatedBitsOf } from './runtime/precision.ts';
import { TfjsSession } from './session.ts';

interface Traits {
  readonly dtype: Capabilities['dtype'];
  readonly bitExact: boolean;
  readonly largestMemory?: number;
}

const capabilitiesWith = (traits: Traits): Capabilities => ({
  operators: { run: runnable, train: trainable },
  emulatedBits: emulatedBitsOf(traits),
  gradientRules: traits.dtype === 'float32' ? ['exact', 'predicted-sign'] : ['exact'],
  updateRules: ['sgd', 'sign', 'frozen'],
  blockSkipping: 'image',
  gates: true,
  largestBatch: Number.POSITIVE_INFINITY,
  ...traits,
});

/** A backend over kernels that are loaded when the first session is opened. */
export function createBackend(
  name: string,
  traits: Traits,
  load: () => Promise<Kernels>,
): ExecutionBackend {
  return {
    capabilities: capabilitiesWith(traits),
    async open(graph: Graph, options: SessionOptions): Promise<Session> {
      refuse(name, graph, 'run', runnable);
      if (options.optimizer !== undefined) {
        refuse(name, graph, 'train', trainable);
        if (graph.outputs.length !== 1) throw notOneOutput(graph.name, graph.outputs.length);
      }
      return new TfjsSession(await load(), graph, options);
    },
  };
}

function refuse(
  name: string,
  graph: Graph,
  purpose: 'run' | 'train',
  supported: readonly OperatorName[],
): void {
  const missing = new Map<string, string[]>();
  for (const node of graph.nodes) {
    if (supported.includes(node.op)) continue;
    missing.set(node.op, [...(missing.get(node.op) ?? []), node.name]);
  }
  if (missing.size === 0) return;
  const operators = [...missing].map(([op, nodes]) => ({ op, nodes }));
  throw unsupportedOperators(name, operators, purpose);
}
