import { PicojouleError } from '@picojoule/spec';

export const noSuchBoard = (path: string) =>
  new PicojouleError({
    code: 'BOARD_UNKNOWN',
    message: `The golden device has no port "${path}"; "golden" is its only one.`,
    next: 'Name "golden", or a serial port for a board of its own.',
  });

export const unplugged = () =>
  new PicojouleError({
    code: 'BOARD_UNPLUGGED',
    message: 'The golden device was unplugged.',
    next: 'Open it again.',
  });

export const noPseudoTerminal = (reason: string) =>
  new PicojouleError({
    code: 'BOARD_NO_PTY',
    message: `No pseudo-terminal can be opened: ${reason}.`,
    next: 'Install Python 3 (Debian: apt install python3), which opens it; or use the port "golden", which needs none.',
  });
