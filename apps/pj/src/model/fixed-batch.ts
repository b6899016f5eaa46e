import type { Graph } from '@picojoule/spec';

/** Images at a time, where the model's file fixes it. */
export function batchOf({ inputs }: Graph): number | undefined {
  const first = inputs[0]?.shape[0];
  return typeof first === 'number' ? first : undefined;
}

/** What to tell who asks for a batch that the model's file does not have, in sentences. */
export function fixedBatch(graph: Graph, asked: number | undefined): string[] {
  const batch = batchOf(graph);
  return batch !== undefined && asked !== undefined && batch !== asked
    ? [`The model fixes a batch of ${batch}: --batch is not used.`]
    : [];
}
