import { type Node, PicojouleError } from '@picojoule/spec';
import type { Label } from './compiler/operation.ts';

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
    next: 'Give the layer smaller feature maps or fewer channels.',
  });

/** An error of a layer's instructions, with the layer. */
export const ofLayer = (label: Label, error: PicojouleError) =>
  new PicojouleError({
    code: error.code,
    message: `The board cannot do the ${passOf(label)}: ${error.message}`,
    next: error.next,
    cause: error,
  });

export const layerTooWide = (needed: number, available: number) =>
  new PicojouleError({
    code: 'BOARD_LAYER',
    message: `It sums over ${needed} bytes at a time; a lane of the board holds ${available}.`,
    next: 'Give the layer fewer channels or a smaller kernel, or freeze those below it; docs/reference/board-memory.md has the limits.',
  });

export const stridedAndDilated = () =>
  new PicojouleError({
    code: 'BOARD_LAYER',
    message: 'It has both a stride and a dilation above 1.',
    next: 'Use one of them.',
  });

export const notForBoard = ({ op, name }: Node, rule: string) =>
  new PicojouleError({
    code: 'BOARD_GRAPH',
    message: `The board cannot do ${op} ("${name}") as it stands here: ${rule}.`,
    next: 'Change the network, for example to boardNet() of @picojoule/nets.',
  });

/** @param stays Bytes that parameters, with the image, and programs take at all times. */
export const memoryTooSmall = (
  needed: number,
  available: number,
  stays: { readonly parameters: number; readonly programs: number },
  most: Label,
) =>
  new PicojouleError({
    code: 'BOARD_MEMORY',
    message: `One image of the network needs ${needed} bytes of tensor memory; the board has ${available}. Parameters take ${stays.parameters} of them, programs ${stays.programs}, and feature maps and gradients most in the ${passOf(most)}.`,
    next:
      stays.parameters + stays.programs < available
        ? 'Use smaller images, fewer layers, or fewer channels there.'
        : 'Use fewer channels or fewer layers.',
  });

export const phasesTooLarge = (needed: number, available: number, programs: number) =>
  new PicojouleError({
    code: 'BOARD_MEMORY',
    message: `The network and its phases as programs of their own need ${needed} bytes; the board has ${available}. These programs take ${programs}.`,
    next: 'Measure a network with fewer layers or fewer channels; it may train nevertheless.',
  });

export const tooManyRegisters = (needed: number, available: number, most: Label) =>
  new PicojouleError({
    code: 'BOARD_REGISTERS',
    message: `The network needs ${needed} exponent registers; the board has ${available}. Most are in use in the ${passOf(most)}.`,
    next: 'Use fewer layers.',
  });

export const illegalInstruction = (index: number) =>
  new PicojouleError({
    code: 'BOARD_ILLEGAL',
    message: `The board met an illegal instruction in the program at index ${index}.`,
    next: 'Report this: the compiler should not have made it.',
  });

export const unsupportedOperators = (found: readonly Node[]) =>
  new PicojouleError({
    code: 'BOARD_OPERATORS',
    message: `The board cannot run ${found.map(({ op, name }) => `${op} ("${name}")`).join(', ')}.`,
    next: 'Choose another backend, or a network without them, for example boardNet() of @picojoule/nets.',
  });

export const gatedBlocks = (names: readonly string[]) =>
  new PicojouleError({
    code: 'BOARD_GATES',
    message: `The board has no gates, and the network has some, of ${names.map((name) => `"${name}"`).join(', ')}: their operators and their gradients would have to cross the link for each image.`,
    next: 'Skip blocks at random instead, with the savers random-skip or stochastic-depth; or train gates (slu) on another backend.',
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

export const recordsMissing = (count: number) =>
  new PicojouleError({
    code: 'POWER_LOST',
    message: `${count} power records of the board found no room on their way.`,
    next: 'Measure again with less traffic on the link, or at a higher rate.',
  });

export const sensorFault = (at: number) =>
  new PicojouleError({
    code: 'POWER_SENSOR',
    message: `The power sensor did not answer at ${at.toFixed(3)} s of the board's time.`,
    next: 'Check its supply, SCL, SDA and ALERT (hardware/README.md, "Wiring").',
  });

export const gapInSamples = (at: number, length: number) =>
  new PicojouleError({
    code: 'POWER_GAP',
    message: `Power samples have a gap of ${(1000 * length).toFixed(2)} ms at ${at.toFixed(3)} s of the board's time.`,
    next: 'Measure again; gaps are never filled in. If it stays, check the I2C wiring and rate.',
  });

export const windowTooShort = (length: number, shortest: number) =>
  new PicojouleError({
    code: 'POWER_SHORT',
    message: `A window of ${(1000 * length).toFixed(1)} ms was to be cut out of a trace; ${1000 * shortest} ms is the shortest.`,
    next: 'Repeat the work within one window, and divide by how often.',
  });

export const tooFewLoads = (loads: number) =>
  new PicojouleError({
    code: 'POWER_LOADS',
    message: `A calibration takes zero input and three loads; these are ${loads} loads, or none is zero.`,
    next: 'Read zero input and three loads that span what the board draws.',
  });

const OTHER_LOAD =
  'Connect another load: three that span what the board draws, the largest at least twice the smallest.';

/** @param resolved What sensor and reference tell apart, A. */
export const loadsAlike = (smaller: number, larger: number, resolved: number) =>
  new PicojouleError({
    code: 'POWER_LOADS',
    message: `Loads of ${milli(smaller)} and ${milli(larger)} mA are one: sensor and reference tell ${milli(resolved)} mA apart.`,
    next: OTHER_LOAD,
  });

export const loadsNarrow = (amperes: readonly number[], span: number) =>
  new PicojouleError({
    code: 'POWER_LOADS',
    message: `Loads of ${amperes.map(milli).join(', ')} mA span too little: the largest must be ${span} times the smallest at least.`,
    next: OTHER_LOAD,
  });

export const loadsDisagree = (amperes: number, residual: number, allowed: number) =>
  new PicojouleError({
    code: 'POWER_LOADS',
    message: `The load of ${milli(amperes)} mA lies ${milli(residual)} mA off the line of the others; ${milli(allowed)} mA are allowed.`,
    next: 'Read that load again: it was another one, or it had not settled.',
  });

interface LoadVoltage {
  readonly amperes: number;
  readonly volts: number;
  readonly busVolts: number;
}

const bothVoltages = ({ amperes, volts, busVolts }: LoadVoltage) =>
  `The load of ${milli(amperes)} mA has ${volts} V by the reference and ${busVolts.toPrecision(5)} V by the sensor`;

const VOLTAGE_AGAIN =
  'Calibrate again, with the voltage that the reference shows across that load: was it mistyped, or not yet settled?';

export const notThatVoltage = (load: LoadVoltage, allowed: number) =>
  new PicojouleError({
    code: 'POWER_LOADS',
    message: `${bothVoltages(load)}; within their limits they differ by ${milli(allowed)} mV at most.`,
    next: VOLTAGE_AGAIN,
  });

export const voltagesDisagree = (load: LoadVoltage, off: number, allowed: number) =>
  new PicojouleError({
    code: 'POWER_LOADS',
    message: `${bothVoltages(load)}; their difference lies ${milli(off)} mV off that of the other loads, and ${milli(allowed)} mV are allowed.`,
    next: VOLTAGE_AGAIN,
  });

export const notThatShunt = (ohms: number, found: number) =>
  new PicojouleError({
    code: 'POWER_SHUNT',
    message: `The loads say that the shunt has ${found.toPrecision(4)} ohm, not ${ohms}.`,
    next: 'Name the shunt that is there, or read the loads again.',
  });

const OR_WITHOUT = 'on the command line, `--bench none` reads without one';

export const calibrationUnreadable = (path: string, reason: string, cause?: unknown) =>
  new PicojouleError({
    code: 'POWER_CALIBRATION',
    message: `${path} is no calibration of a bench: ${reason}.`,
    next: `Make one with \`pj calibrate\`; ${OR_WITHOUT}.`,
    cause,
  });

export const fitAltered = (path: string, name: string, value: number, found: number) =>
  new PicojouleError({
    code: 'POWER_CALIBRATION',
    message: `${path} was altered: fit.${name} is ${value}, and its readings give ${found}.`,
    next: `Restore the file as \`pj calibrate\` wrote it, or calibrate again; ${OR_WITHOUT}.`,
  });

/** @param path Where it is a file's. */
export const calibrationOfAnother = (path: string | undefined, theirs: string, ours: string) =>
  new PicojouleError({
    code: 'POWER_CALIBRATION',
    message: `${path ?? 'The calibration'} is of ${theirs}; this is ${ours}.`,
    next: `Name the calibration of this bench (\`--bench <file>\`), or make one with \`pj calibrate\`; ${OR_WITHOUT}.`,
  });

const passOf = ({ node, op, pass }: Label) => `${pass.replace('-', ' ')} of "${node}" (${op})`;

const milli = (value: number) => (1000 * value).toPrecision(4);
