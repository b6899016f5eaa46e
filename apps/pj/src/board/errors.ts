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
