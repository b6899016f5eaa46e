import {
  createRandom,
  type ExecutionBackend,
  type Graph,
  type OptimizerOptions,
  type Session,
  type StepPlan,
  type StepResult,
  sizeOf,
  type Tensors,
  tensor,
} from '@picojoule/spec';
import { demand } from '../demand.ts';
import { smallGraph } from '../graphs.ts';
import { type Law, law } from '../law.ts';

export interface BackendSubject {
  readonly backend: ExecutionBackend;
  /**
   * Largest max|a - b| / max|b| between results that should be equal; by default 0 for a backend that
   * is bit-exact, else 1e-4.
   */
  readonly tolerance?: number;
  /** MACs of the kernels launched so far, counted by something that is not the backend. */
  countedMacs?(): number;
}

/** The network of all backend laws: conv, relu, residual add, global pool, gemm. */
export const lawGraph: Graph = smallGraph();
export const plainOptimizer: OptimizerOptions = { momentum: 0, weightDecay: 0 };
export const momentum: OptimizerOptions = { momentum: 0.9, weightDecay: 0.01 };

export const trains = ({ backend }: BackendSubject): boolean => {
  const able = new Set(backend.capabilities.operators.train);
  return lawGraph.nodes.every(({ op }) => able.has(op));
};

export const backendLaw = (
  name: string,
  check: (subject: BackendSubject) => Promise<void>,
  applies?: (subject: BackendSubject) => boolean,
): Law<BackendSubject> => law(name, check, applies);

/** Opens a session for `body` and closes it. */
export async function withSession<T>(
  { backend }: BackendSubject,
  body: (session: Session) => Promise<T>,
  { optimizer, graph = lawGraph }: { optimizer?: OptimizerOptions; graph?: Graph } = {},
): Promise<T> {
  const session = await backend.open(graph, { seed: 1, ...(optimizer && { optimizer }) });
  try {
    return await body(session);
  } finally {
    await session.close();
  }
}

/** Opens a session that trains. */
export const withTraining = <T>(
  subject: BackendSubject,
  body: (session: Session) => Promise<T>,
  graph: Graph = lawGraph,
): Promise<T> => withSession(subject, body, { optimizer: momentum, graph });

/** Images that depend on the seed alone. */
export function imagesOf(seed: number, batch = 4): Tensors {
  const random = createRandom(seed, 'law-images');
  const shape = [batch, 1, 6, 6];
  const values = Array.from({ length: sizeOf(shape) }, () => Math.max(0, random.normal()));
  return { x: tensor(shape, values) };
}

export const labelsOf = (seed: number, batch = 4): Int32Array =>
  Int32Array.from({ length: batch }, (_, i) => (seed + i) % 3);

export interface LawStep {
  readonly plan?: StepPlan;
  readonly learningRate?: number;
}

/** Trains on the batch of each step's number. */
export async function trainSteps(
  session: Session,
  from: number,
  to: number,
  { plan = {}, learningRate = 0.1 }: LawStep = {},
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (let step = from; step < to; step++) {
    const [inputs, labels] = [imagesOf(step), labelsOf(step)];
    results.push(await session.train({ inputs, labels, learningRate, plan, step }));
  }
  return results;
}

/** Demands equal names, shapes and values, these within the subject's tolerance. */
export function demandTensors(
  { backend, tolerance = backend.capabilities.bitExact ? 0 : 1e-4 }: BackendSubject,
  actual: Tensors,
  expected: Tensors,
  what: string,
): void {
  const names = (tensors: Tensors) => Object.keys(tensors).toSorted().join(', ');
  demand(names(actual) === names(expected), `${what}: ${names(actual)} are not ${names(expected)}`);
  for (const [name, { shape, values }] of Object.entries(expected)) {
    const other = actual[name]!;
    demand(`${other.shape}` === `${shape}`, `${what}: ${name} is [${other.shape}], not [${shape}]`);
    const scale = largest(values);
    values.forEach((value: number, i: number) => {
      const off = Math.abs(other.values[i]! - value);
      demand(
        off <= tolerance * scale,
        `${what}: ${name}[${i}] is ${other.values[i]}, not ${value} (tolerance ${tolerance} of ${scale})`,
      );
    });
  }
}

export function largest(values: ArrayLike<number>): number {
  let top = 0;
  for (let i = 0; i < values.length; i++) top = Math.max(top, Math.abs(values[i]!));
  return top;
}
