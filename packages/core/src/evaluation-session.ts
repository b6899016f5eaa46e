import type { ExecutionBackend, Graph, Plugin, Session, Tensor } from '@picojoule/spec';
import { valuesOf } from '@picojoule/spec';

/** One session that shows any graph of the same structure, sending only the parameters that changed. */
export interface EvaluationSession {
  show(graph: Graph): Promise<Pick<Session, 'run'>>;
  close(): Promise<void>;
}

/** Opens a session for many networks that differ in their parameters alone. */
export async function evaluationSession(
  backend: Plugin<'backend', ExecutionBackend>,
  first: Graph,
  seed: number,
): Promise<EvaluationSession> {
  // Without masks: pruned elements are zero in the parameters already.
  const session = await backend.open({ ...first, masks: {} }, { seed });
  let shown = first.parameters;
  return {
    async show(graph) {
      const changed: Record<string, Tensor> = {};
      for (const [name, value] of Object.entries(graph.parameters)) {
        if (shown[name] === value) continue;
        changed[name] = { type: value.type, shape: value.shape, values: valuesOf(value) };
      }
      if (Object.keys(changed).length > 0) await session.writeTensors(changed);
      shown = graph.parameters;
      return session;
    },
    close: () => session.close(),
  };
}
