import { type Node, PicojouleError } from '@picojoule/spec';

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

export const notForBoard = ({ op, name }: Node, rule: string) =>
  new PicojouleError({
    code: 'BOARD_GRAPH',
    message: `The board cannot do ${op} ("${name}") as it stands here: ${rule}.`,
    next: 'Change the network, for example to boardNet() of @picojoule/nets.',
  });

export const memoryTooSmall = (needed: number, available: number, largest: string) =>
  new PicojouleError({
    code: 'BOARD_MEMORY',
    message: `One image of the network needs ${needed} bytes of tensor memory; the board has ${available}. The largest part is ${largest}.`,
    next: 'Use fewer channels, fewer layers or smaller images.',
  });

export const tooManyRegisters = (needed: number, available: number) =>
  new PicojouleError({
    code: 'BOARD_REGISTERS',
    message: `The network needs ${needed} exponent registers; the board has ${available}.`,
    next: 'Use fewer layers.',
  });

export const illegalInstruction = (index: number) =>
  new PicojouleError({
    code: 'BOARD_ILLEGAL',
    message: `The board met an illegal instruction at index ${index}.`,
    next: 'Report this: the compiler should not have made it.',
  });

export const unsupportedOperators = (found: readonly Node[]) =>
  new PicojouleError({
    code: 'BOARD_OPERATORS',
    message: `The board cannot run ${found.map(({ op, name }) => `${op} ("${name}")`).join(', ')}.`,
    next: 'Choose another backend, or a network without them, for example boardNet() of @picojoule/nets.',
  });

export const wrongCall = (what: string) =>
  new PicojouleError({ code: 'BOARD_CALL', message: what, next: 'Change the call.' });

export const sessionClosed = () =>
  new PicojouleError({
    code: 'BOARD_CLOSED',
    message: 'The session was closed.',
    next: 'Open another one.',
  });

export const unknownShape = (board: string, products: number) =>
  new PicojouleError({
    code: 'BOARD_UNKNOWN_SHAPE',
    message: `Board "${board}" forms ${products} products a cycle; 16 and 64 are known here.`,
    next: 'Update this program, or flash the bitstream that comes with it.',
  });

export const notOneOutput = (graph: string) =>
  new PicojouleError({
    code: 'BOARD_GRAPH',
    message: `Network "${graph}" has not one input and one output.`,
    next: 'Use a classifier of images.',
  });
