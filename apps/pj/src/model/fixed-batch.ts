import type { Graph } from '@picojoule/spec';

/** What to tell who asks for a batch that the model's file does not have, in sentences. */
export function fixedBatch({ inputs }: Graph, asked: number | undefined): string[] {
  const first = inputs[0]?.shape[0];
  return typeof first === 'number' && asked !== undefined && first !== asked
    ? [`The model fixes a batch of ${first}: --batch is not used.`]
    : [];
}
