import { PicojouleError } from '@picojoule/spec';

export const outputsDiffer = (what: string, error: number, limit: number) =>
  new PicojouleError({
    code: 'CHECK_OUTPUTS',
    message: `${what}: outputs differ from ONNX Runtime's by ${error.toExponential(1)} of the largest, more than ${limit}.`,
    next: 'This is a bug of ours: report it with the ONNX file from the run folder.',
  });

export const nothingToDo = () =>
  new PicojouleError({
    code: 'CONFIG_NOTHING',
    message: 'The config names no dataset, so there is nothing to train, prune or measure.',
    next: 'Add `data`, or price the model alone with `pj estimate`.',
  });
