import type { Geometry } from './geometry.ts';
import type { Lowered } from './lower.ts';

/** How a parameter lies on the board: positions of its elements among padded ones, in blocks of T. */
export interface ParameterLayout {
  readonly name: string;
  /** The layer that it belongs to. */
  readonly node: string;
  readonly role: 'weight' | 'bias';
  readonly shape: readonly number[];
  /** Words of one plane. */
  readonly words: number;
  /** By element of the graph's tensor, its position on the board. */
  readonly positions: Uint32Array;
}

/** Layouts of all parameters of a network: filters as [m][r][s][channel], channels filled up to blocks. */
export function parameterLayouts(
  lanes: number,
  { steps }: Lowered,
  shapeOf: (parameter: string) => readonly number[],
): ParameterLayout[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'layer') return [];
    const { weight, bias, geometry, node } = step;
    const layouts: ParameterLayout[] = [
      {
        name: weight,
        node: node.name,
        role: 'weight',
        shape: shapeOf(weight),
        ...filterPositions(lanes, geometry, shapeOf(weight)),
      },
    ];
    if (bias !== undefined) {
      const shape = shapeOf(bias);
      const positions = Uint32Array.from({ length: shape[0]! }, (_, i) => i);
      const words = geometry.outputBlocks;
      layouts.push({ name: bias, node: node.name, role: 'bias', shape, words, positions });
    }
    return layouts;
  });
}

function filterPositions(lanes: number, geometry: Geometry, shape: readonly number[]) {
  const { inputBlocks, outputBlocks, kernel } = geometry;
  const [filters = 1, channels = 1, rows = 1, columns = 1] = shape;
  const padded = inputBlocks * lanes;
  const positions = new Uint32Array(filters * channels * rows * columns);
  let at = 0;
  for (let m = 0; m < filters; m++)
    for (let c = 0; c < channels; c++)
      for (let tap = 0; tap < rows * columns; tap++)
        positions[at++] = (m * rows * columns + tap) * padded + c;
  return { words: outputBlocks * lanes * kernel[0] * kernel[1] * inputBlocks, positions };
}
