import type { Random, StepPlan } from '@picojoule/spec';

/** How likely blocks are to run, by name; others always do. */
export type Survival = ReadonlyMap<string, number>;

/** Draws who runs each block: the whole batch or nobody, or image by image. */
export function drawBlocks(
  survival: Survival,
  per: 'batch' | 'image',
  { random, batchSize }: { readonly random: Random; readonly batchSize: number },
): StepPlan {
  const all = Array.from({ length: batchSize }, (_, image) => image);
  const blocks: Record<string, readonly number[]> = {};
  for (const [block, probability] of survival) {
    if (probability === 1) continue;
    const stream = random.split(block);
    const runs = () => stream.next() < probability;
    if (per === 'image') blocks[block] = all.filter(runs);
    else if (!runs()) blocks[block] = [];
  }
  return Object.keys(blocks).length === 0 ? {} : { blocks };
}
