import { createRandom, type Tensor, tensor } from '@picojoule/spec';

/** Width of the projection and of the LSTM (the paper's). */
export const GATE_WIDTH = 10;

/** Names of the parameters that gates read. */
export interface GateWeights {
  /** Weight [10, C] and bias [10], by block. */
  readonly projections: Readonly<Record<string, readonly [weight: string, bias: string]>>;
  /** [40, 10] of what comes in and of the hidden state, and [40]; rows as `gateNodes` splits them. */
  readonly lstm: { readonly input: string; readonly hidden: string; readonly bias: string };
  /** Weight [1, 10] and bias [1]. */
  readonly keep: readonly [weight: string, bias: string];
  /** Constants: 2, 1, and 2 in the columns of the candidate with 1 in the others. */
  readonly two: string;
  readonly one: string;
  readonly twoForCandidate: string;
}

export interface GatedInput {
  readonly block: string;
  /** Channels of the feature map that its gate looks at. */
  readonly channels: number;
}

/**
 * Weights of the gates of these blocks: all uniform within `1 / sqrt(fan in)`, but the last bias, with
 * which the gates begin near `keep`, the share of images that they are to let through.
 */
export function gateWeights(
  blocks: readonly GatedInput[],
  { keep, seed }: { readonly keep: number; readonly seed: number },
): { readonly names: GateWeights; readonly tensors: Readonly<Record<string, Tensor>> } {
  const random = createRandom(seed, 'slu/initialisation');
  const tensors: Record<string, Tensor> = {};
  const uniform = (name: string, shape: readonly number[], fanIn: number): string => {
    const stream = random.split(name);
    const size = shape.reduce((a, b) => a * b, 1);
    const values = Array.from({ length: size }, () => (2 * stream.next() - 1) / Math.sqrt(fanIn));
    tensors[name] = tensor(shape, values);
    return name;
  };
  const given = (name: string, values: readonly number[]): string => {
    tensors[name] = tensor([values.length], values);
    return name;
  };
  const units = 4 * GATE_WIDTH;
  const projections = blocks.map(({ block, channels }) => {
    const name = `${block}.gate.projection`;
    const weight = uniform(`${name}.weight`, [GATE_WIDTH, channels], channels);
    return [block, [weight, uniform(`${name}.bias`, [GATE_WIDTH], channels)]] as const;
  });
  const names: GateWeights = {
    projections: Object.fromEntries(projections),
    lstm: {
      input: uniform('slu.lstm.input', [units, GATE_WIDTH], GATE_WIDTH),
      hidden: uniform('slu.lstm.hidden', [units, GATE_WIDTH], GATE_WIDTH),
      bias: uniform('slu.lstm.bias', [units], GATE_WIDTH),
    },
    keep: [
      uniform('slu.keep.weight', [1, GATE_WIDTH], GATE_WIDTH),
      given('slu.keep.bias', [Math.log(keep / (1 - keep))]),
    ],
    two: given('slu.two', [2]),
    one: given('slu.one', [1]),
    twoForCandidate: given(
      'slu.two-for-candidate',
      Array.from({ length: units }, (_, i) => (Math.floor(i / GATE_WIDTH) === 2 ? 2 : 1)),
    ),
  };
  // A network with one gate takes no step from a state.
  if (blocks.length === 1) delete tensors[names.lstm.hidden];
  return { names, tensors };
}
