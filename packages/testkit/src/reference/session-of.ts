import type {
  Graph,
  RunOptions,
  RunResult,
  Session,
  SessionOptions,
  StepResult,
  Tensors,
  TrainStep,
} from '@picojoule/spec';
import { sessionClosed, unsupportedOperators, wrongCall } from '../errors.ts';
import { referenceOperator } from './operators.ts';
import { type ParameterStore, parameterStore } from './parameter-store.ts';

/** What tells backends on the parameter store apart. */
export interface Computation {
  run(store: ParameterStore, inputs: Tensors, options: RunOptions): RunResult;
  train(store: ParameterStore, step: TrainStep): StepResult;
}

/** A session that keeps parameters, masks and momentum, and leaves the computing to `computation`. */
export function sessionOf(
  graph: Graph,
  options: SessionOptions,
  computation: Computation,
): Session {
  const unknown = graph.nodes.filter((node) => referenceOperator(node) === undefined);
  if (unknown.length > 0) {
    throw unsupportedOperators(unknown.map(({ op, name }) => `${op} ("${name}")`));
  }
  const store = parameterStore(graph, options);
  let open = true;
  const guarded =
    <Arguments extends unknown[], Result>(call: (...given: Arguments) => Result) =>
    async (...given: Arguments): Promise<Result> => {
      if (!open) throw sessionClosed();
      return call(...given);
    };
  return {
    run: guarded((inputs, runOptions = {}) => computation.run(store, inputs, runOptions)),
    train: guarded((step) => {
      if (options.optimizer === undefined) throw wrongCall('The session has no optimizer.');
      if (step.plan.drop === true) throw wrongCall('A dropped batch reaches no session.');
      return computation.train(store, step);
    }),
    readTensors: guarded(store.read),
    writeTensors: guarded(store.write),
    checkpoint: guarded(store.checkpoint),
    restore: guarded(store.restore),
    async close() {
      open = false;
    },
  };
}
