import type { Workload } from '@picojoule/spec';
import { badNetworkField, badNetworkFile, badNetworkLine } from '../errors.ts';
import { chainWarnings } from './chain-warnings.ts';
import { FIELDS, type Field, LARGEST, LARGEST_COUNT, mayBeZero } from './fields.ts';

export interface ParsedNetwork {
  /** One per line, named `layer 1`, `layer 2` ... */
  readonly workloads: readonly Workload[];
  /** Shapes that do not follow from the line before; legal, as branches and pooling do the same. */
  readonly warnings: readonly string[];
}

/** Larger files are refused unread. */
const MOST_CHARACTERS = 4_194_304;
const MOST_LAYERS = 10_000;

/**
 * Reads the network format of the Eyeriss group's online energy tool (Yang et al., Asilomar 2017):
 * a line of 25 comma-separated integers per CONV or FC layer. Groups follow from the channel counts
 * of input and filter; a layer whose filter covers its whole unpadded input is fully connected.
 *
 * @throws PicojouleError `ENERGY_NETWORK_FILE`, naming line, field, expected and found.
 */
export function parseNetwork(text: string): ParsedNetwork {
  if (text.length > MOST_CHARACTERS) {
    throw badNetworkFile(`it has ${text.length} characters; at most ${MOST_CHARACTERS} are read`);
  }
  const lines = text.trimEnd().split('\n', MOST_LAYERS + 1);
  if (lines.length === 1 && lines[0] === '') throw badNetworkFile('it is empty');
  if (lines.length > MOST_LAYERS) throw badNetworkFile(`it has more than ${MOST_LAYERS} lines`);
  const workloads = lines.map((line, i) => parseLine(line, i + 1));
  return { workloads, warnings: chainWarnings(workloads) };
}

function parseLine(text: string, line: number): Workload {
  const cells = text.split(',', FIELDS.length + 1);
  if (cells.length > FIELDS.length) throw badNetworkLine(line, `has more than 25 fields`);
  if (cells.length < FIELDS.length) throw badNetworkLine(line, `has ${cells.length} of 25 fields`);
  const values = FIELDS.map((field, i) => parseField(cells[i]!.trim(), field, line));
  const at = (field: Field) => values[FIELDS.indexOf(field)]!;
  const expect = (field: Field, expected: number, why = '') => {
    if (at(field) !== expected) throw badNetworkField(line, field, `${expected}${why}`, at(field));
  };
  const densityOf = (tensor: string, field: Field, size: number) => {
    if (size > Number.MAX_SAFE_INTEGER) throw badNetworkLine(line, `has too large ${tensor}`);
    if (at(field) > size) {
      throw badNetworkField(line, field, `at most ${size}, the size of the tensor`, at(field));
    }
    return (size - at(field)) / size;
  };

  expect('layer index', line, ', the line number');
  const [C, M, perGroup] = [at('input channels'), at('filters'), at('filter channels')];
  const batch = at('input maps');
  const input = [at('input height'), at('input width')] as const;
  const kernel = [at('filter height'), at('filter width')] as const;
  const output = [at('output height'), at('output width')] as const;
  const strides = [at('stride y'), at('stride x')] as const;
  const [top, bottom] = [at('padding top'), at('padding bottom')];
  const [left, right] = [at('padding left'), at('padding right')];

  expect('output maps', batch, ', as many as input maps');
  expect('output channels', M, ', one per filter');
  if (C % perGroup !== 0 || M % (C / perGroup) !== 0) {
    const expected = `the ${C} input channels divided by a number of groups that divides ${M} filters`;
    throw badNetworkField(line, 'filter channels', expected, perGroup);
  }
  const outputs = (size: number, taps: number, stride: number) =>
    Math.max(0, Math.floor((size - taps) / stride) + 1);
  const follows = ', from input, filter, stride and padding';
  expect('output height', outputs(input[0] + top + bottom, kernel[0], strides[0]), follows);
  expect('output width', outputs(input[1] + left + right, kernel[1], strides[1]), follows);

  const inputSize = batch * C * input[0] * input[1];
  const weightSize = perGroup * M * kernel[0] * kernel[1];
  const outputSize = batch * M * output[0] * output[1];
  const whole = kernel[0] === input[0] && kernel[1] === input[1];
  const fc = whole && top + bottom + left + right === 0;
  return {
    layer: `layer ${line}`,
    op: fc ? 'Gemm' : 'Conv',
    pass: 'forward',
    kind: fc ? 'fc' : 'conv',
    batch,
    inputChannels: C,
    outputChannels: M,
    groups: C / perGroup,
    input,
    kernel,
    output,
    strides,
    pads: [top, left, bottom, right],
    dilations: [1, 1],
    bits: {
      input: at('input bit width'),
      weight: at('filter bit width'),
      output: at('output bit width'),
    },
    density: {
      input: densityOf('an input', 'input zero entries', inputSize),
      weight: densityOf('filters', 'filter zero entries', weightSize),
      output: densityOf('an output', 'output zero entries', outputSize),
    },
    macs: outputSize * perGroup * kernel[0] * kernel[1],
  };
}

function parseField(cell: string, field: Field, line: number): number {
  const least = mayBeZero(field) ? 0 : 1;
  const largest = LARGEST[field] ?? LARGEST_COUNT;
  const value = /^[+-]?\d+$/.test(cell) ? Number(cell) : Number.NaN;
  if (!(value >= least && value <= largest)) {
    throw badNetworkField(line, field, `an integer from ${least} to ${largest}`, cell);
  }
  return value;
}
