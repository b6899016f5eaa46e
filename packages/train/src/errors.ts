import { type Node, PicojouleError } from '@picojoule/spec';

export const alreadyGated = (block: string) =>
  new PicojouleError({
    code: 'SLU_GATED',
    message: `slu() cannot gate the block "${block}", which has a gate already.`,
    next: 'Use one saver that gates blocks, on a network without gates.',
  });

export const branchNotScalable = (block: string, { op, name }: Node) =>
  new PicojouleError({
    code: 'SKIP_BRANCH',
    message: `The branch of block "${block}" ends in ${op} "${name}", which cannot be scaled by how often it ran.`,
    next: 'Skip blocks that end in a layer or a batch norm with parameters of its own.',
  });
