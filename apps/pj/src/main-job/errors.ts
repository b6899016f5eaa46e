import { PicojouleError } from '@picojoule/spec';

export const outputsDiffer = (
  what: string,
  error: number,
  limit: number,
  from = "ONNX Runtime's",
) =>
  new PicojouleError({
    code: 'CHECK_OUTPUTS',
    message: `${what}: outputs differ from ${from} by ${error.toExponential(1)} of the largest, more than ${limit}.`,
    next: 'This is a bug of ours: report it with the ONNX file from the run folder.',
  });

export const nothingToDo = () =>
  new PicojouleError({
    code: 'CONFIG_NOTHING',
    message: 'The config names no dataset, so there is nothing to train, prune or measure.',
    next: 'Add `data`, or price the model alone with `pj estimate`.',
  });

export const recordDamaged = (path: string, place: string | undefined, problem: string) =>
  new PicojouleError({
    code: 'RUN_RECORD',
    message: `${path} does not hold what this Picojoule writes there${place === undefined ? '' : `, at ${place}`}: ${problem}.`,
    next: 'Restore the file, or delete it and call the command that made the run: that part is done again.',
  });

export const partFileMissing = (path: string, record: string) =>
  new PicojouleError({
    code: 'RUN_PART_MISSING',
    message: `${path} is missing, though ${record} says that this part of the run is done.`,
    next: `Restore it, or delete ${record} and call the command that made the run: that part is done again.`,
  });
