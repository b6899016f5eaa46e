import type { Tensors } from '@picojoule/spec';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Row by row: `matrix [rows, columns] x + bias`. */
const times = (matrix: ArrayLike<number>, x: readonly number[], bias?: ArrayLike<number>) =>
  Array.from({ length: matrix.length / x.length }, (_, row) =>
    x.reduce((sum, value, i) => sum + matrix[row * x.length + i]! * value, bias?.[row] ?? 0),
  );

/**
 * The probabilities of the gates of one image, in double precision and with `Math.tanh`: an LSTM as
 * textbooks write it, from a state of zeros.
 *
 * @param features Channel means of the feature map that each gated block takes, in order of depth.
 */
export function textbookGates(
  features: ReadonlyMap<string, readonly number[]>,
  parameters: Tensors,
): ReadonlyMap<string, number> {
  const of = (name: string) => parameters[name]!.values;
  let hidden: number[] = new Array(10).fill(0);
  let cell: number[] = new Array(10).fill(0);
  const found = new Map<string, number>();
  for (const [block, feature] of features) {
    const name = `${block}.gate.projection`;
    const x = times(of(`${name}.weight`), [...feature], of(`${name}.bias`));
    const fromHidden = times(of('slu.lstm.hidden'), hidden);
    const z = times(of('slu.lstm.input'), x, of('slu.lstm.bias')).map(
      (value, i) => value + fromHidden[i]!,
    );
    const [i, f, g, o] = [0, 1, 2, 3].map((part) => z.slice(10 * part, 10 * part + 10)) as [
      number[],
      number[],
      number[],
      number[],
    ];
    cell = cell.map((c, k) => sigmoid(f[k]!) * c + sigmoid(i[k]!) * Math.tanh(g[k]!));
    hidden = cell.map((c, k) => sigmoid(o[k]!) * Math.tanh(c));
    found.set(block, sigmoid(times(of('slu.keep.weight'), hidden, of('slu.keep.bias'))[0]!));
  }
  return found;
}
