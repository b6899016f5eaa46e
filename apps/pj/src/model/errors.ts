import { PicojouleError } from '@picojoule/spec';

export const modelEnding = (path: string, endings: readonly string[]) =>
  new PicojouleError({
    code: 'MODEL_ENDING',
    message: `${path} does not say what it is: models end in ${endings.join(' or ')}.`,
    next: 'Rename the file after its format.',
  });

export const modelMemory = (
  name: string,
  { batch, training = false }: { readonly batch: number; readonly training?: boolean },
  bytes: number,
  limit: number,
) =>
  new PicojouleError({
    code: 'MODEL_MEMORY',
    message: `The network "${name}" needs ${gigabytes(bytes)} for weights and feature maps to ${training ? 'train on' : 'run'} ${batch} ${batch === 1 ? 'image' : 'images'} at a time; at most ${gigabytes(limit)} are used.`,
    next: 'Use smaller batches or images; `pj estimate` without --data prices it without running it.',
  });

const gigabytes = (bytes: number) => `${Number((bytes / 2 ** 30).toPrecision(4))} GiB`;

export const weightsNotFinite = (name: string, which: string) =>
  new PicojouleError({
    code: 'MODEL_NOT_FINITE',
    message: `The network "${name}" can only compute nonsense: ${which}.`,
    next: 'Export the model again from a training that did not diverge, in float32.',
  });

export const externalOutside = (location: string) =>
  new PicojouleError({
    code: 'MODEL_EXTERNAL',
    message: `The model keeps weights in "${location}", which is not beside it.`,
    next: 'Store them in the same folder as the model.',
  });
