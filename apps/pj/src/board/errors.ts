import { PicojouleError } from '@picojoule/spec';

export const noHardware = () =>
  new PicojouleError({
    code: 'BOARD_NO_HARDWARE',
    message:
      'The hardware sources are not here: they are part of the repository, not of the package.',
    next: 'Run `npm run pj -- board sim --rtl` in a checkout, or leave out --rtl for the golden device.',
  });

export const noVerilated = (reason: string) =>
  new PicojouleError({
    code: 'BOARD_NO_RTL',
    message: `The verilated board cannot be built: ${reason}`,
    next: 'Install Verilator and a C++ compiler: `npm run hardware -- setup`, as root on Debian.',
  });

export const noReading = (text: string) =>
  new PicojouleError({
    code: 'CALIBRATE_READING',
    message: `"${text}" is no current in mA and voltage in V.`,
    next: 'Type both, as in `12.003 1.2004`, in the order that is asked for.',
  });

export const readingsEnded = () =>
  new PicojouleError({
    code: 'CALIBRATE_READING',
    message: 'The input ended before all loads were read.',
    next: 'Calibrate again: zero input, then three loads, a line each.',
  });

export const shuntOfAnother = (path: string, calibrated: number, given: number) =>
  new PicojouleError({
    code: 'BENCH_SHUNT',
    message: `${path} is the calibration of a shunt of ${calibrated} ohm; --shunt says ${given}.`,
    next: 'Leave out --shunt. Where the shunt was changed, calibrate again, or read without a calibration with `--bench none`.',
  });

export const measuredAlready = (folder: string) =>
  new PicojouleError({
    code: 'MEASURE_DONE',
    message: `${folder} holds a measurement already.`,
    next: '`pj report` shows it; name another `--folder` to measure again.',
  });

export const measuringStopped = (phase: string) =>
  new PicojouleError({
    code: 'MEASURE_INTERRUPTED',
    message: `Measuring was stopped in phase "${phase}"; a measurement is whole or nothing.`,
    next: 'Run the same command again: it measures anew in the same folder.',
  });
