import { encodeRequantise } from '../golden/machine/instructions.ts';
import type { MacFields } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { type Band, bandedPass, inBands, rowsOf, wordsOfSums } from './bands.ts';
import { forwardPass } from './forward-pass.ts';
import { type BoardValue, type Lowered, type Step, wordsOfValue } from './lower.ts';
import { type Operation, type Places, tensorName } from './operation.ts';
import { averageConstant, averagePass } from './pooling-pass.ts';

const { value: valueName, results: resultsName, master, constant } = tensorName;

/**
 * The operations of the forward pass: each step's sums, then the forms that are read of them.
 *
 * @param room Words that sums may take at a time; those that the host reads are made as a whole.
 */
export function forwardOperations(
  shape: MachineShape,
  { steps, forms, output }: Lowered,
  room: (sums: string) => number = () => Number.POSITIVE_INFINITY,
): Operation[] {
  return steps.map((step): Operation => {
    const { size, blocks } = step.result;
    const whole = step.kind === 'average' || step.result.name === output.name;
    const sums = resultsName(step.result.name);
    const most = whole ? Number.POSITIVE_INFINITY : room(sums);
    const pass = bandedPass(size[0], size[1] * blocks, 1, most);
    const stored = forms.get(step.result.name) ?? [];
    return {
      label: { node: step.node.name, op: step.node.op, pass: 'forward' },
      reads: readsOf(step),
      writes: [
        { name: sums, words: wordsOfSums(pass) },
        ...stored.map(({ value }, i) => ({
          name: valueName(value.name),
          words: wordsOfValue(value),
          ...(i === 0 && overOf(step)),
        })),
      ],
      emit(places) {
        const instructions = sumsOf(shape, step, places);
        const ofBand = (band: Band) =>
          whole ? instructions : rowsOf(shape, pass, band, instructions);
        return inBands(pass, ofBand, ({ first, rows }) =>
          stored.map(({ value, relu }) => {
            const [source, target] = [places.results(sums), places.narrow(valueName(value.name))];
            return encodeRequantise({
              relu,
              from: source.register,
              to: target.register,
              blocks: rows * pass.rowWords,
              source: source.index,
              target: target.base + first * pass.rowWords,
            });
          }),
        );
      },
    };
  });
}

/** What is added is read pixel by pixel; were it the input too, a kernel would read it out of turn. */
function overOf(step: Step): { readonly over?: string } {
  if (step.kind !== 'layer' || step.residual === undefined) return {};
  return step.residual.name === step.input.name ? {} : { over: valueName(step.residual.name) };
}

function readsOf(step: Step): string[] {
  const reads = [valueName(step.input.name)];
  if (step.kind === 'average') return [...reads, constant(averageOf(step.input).c)];
  const { residual, bias, weight } = step;
  reads.push(master(weight));
  if (residual !== undefined) reads.push(valueName(residual.name));
  if (bias !== undefined) reads.push(master(bias));
  return reads;
}

function sumsOf(shape: MachineShape, step: Step, places: Places): MacFields[] {
  const { input, result } = step;
  const from = places.narrow(valueName(input.name));
  const sums = places.results(resultsName(result.name));
  if (step.kind === 'average') {
    const { c, scale } = averageOf(input);
    const factor = { ...places.narrow(constant(c)), scale };
    return averagePass(shape, pixelsOf(input), input.blocks, from, factor, sums);
  }
  const { residual, bias, weight, geometry } = step;
  const added =
    bias !== undefined
      ? { residual: { ...places.wide(master(bias)), broadcast: true } }
      : residual !== undefined
        ? { residual: places.narrow(valueName(residual.name)) }
        : {};
  return forwardPass(shape, geometry, from, places.narrow(master(weight)), sums, added);
}

export const pixelsOf = ({ size }: BoardValue): number => size[0] * size[1];

export const averageOf = (input: BoardValue) => averageConstant(pixelsOf(input));
