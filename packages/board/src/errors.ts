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

export const fieldTooLarge = (instruction: string, field: string, value: number, range: string) =>
  new PicojouleError({
    code: 'BOARD_FIELD',
    message: `Field "${field}" of ${instruction} is ${value}; it holds ${range}.`,
    next: 'Use a smaller layer, or another board.',
  });

export const layerTooWide = (pass: string, needed: number, available: number) =>
  new PicojouleError({
    code: 'BOARD_LAYER',
    message: `A ${pass} sums over ${needed} bytes at a time; a lane of the board holds ${available}.`,
    next: 'Use fewer channels, or a smaller kernel.',
  });

export const stridedAndDilated = () =>
  new PicojouleError({
    code: 'BOARD_LAYER',
    message: 'A convolution with both stride and dilation has no input gradient on the board.',
    next: 'Use one of them.',
  });
