import { PicojouleError } from '@picojoule/spec';

export const alreadyGated = (block: string) =>
  new PicojouleError({
    code: 'SLU_GATED',
    message: `slu() cannot gate the block "${block}", which has a gate already.`,
    next: 'Use one saver that gates blocks, on a network without gates.',
  });
