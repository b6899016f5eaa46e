import type { Random, Tensor } from '@picojoule/spec';
import type { PrunableLayer } from './prunable-layer.ts';

/** Sampled inputs of a layer, for one group of its filters: `rows` x `inputs`, row after row. */
export interface InputRows {
  readonly rows: number;
  readonly inputs: number;
  readonly values: Float32Array;
}

/**
 * Rows of the layer's input matrix (a convolution as im2col) at seeded random output positions of the
 * sample images: the same positions for every group.
 *
 * @param ifmap The layer's input, [N, C, H, W] or [N, K].
 * @returns One matrix per group; undefined for a layer that is not a matrix product of its input
 *   (ConvTranspose).
 */
export function sampleInputs(
  layer: PrunableLayer,
  ifmap: Tensor,
  { rows, random }: { readonly rows: number; readonly random: Random },
): InputRows[] | undefined {
  if (layer.node.op === 'ConvTranspose') return undefined;
  if (layer.node.op !== 'Conv') return [denseRows(layer, ifmap, rows, random)];
  return convolutionRows(layer, ifmap, rows, random);
}

function denseRows(layer: PrunableLayer, ifmap: Tensor, most: number, random: Random): InputRows {
  const { inputs } = layer;
  const images = ifmap.values.length / inputs;
  const rows = Math.min(most, images);
  const order = random.permutation(images);
  const values = new Float32Array(rows * inputs);
  for (let row = 0; row < rows; row++) {
    const first = order[row]! * inputs;
    values.set(ifmap.values.subarray(first, first + inputs), row * inputs);
  }
  return { rows, inputs, values };
}

function convolutionRows(
  layer: PrunableLayer,
  ifmap: Tensor,
  rows: number,
  random: Random,
): InputRows[] {
  if (layer.node.op !== 'Conv') return [];
  const { strides, pads, dilations } = layer.node.attributes;
  const [images = 1, channels = 1, height = 1, width = 1] = ifmap.shape;
  const perGroup = channels / layer.groups;
  const [kernelHeight, kernelWidth] = layer.kernel;
  const span = (size: number, begin: number, end: number, kernel: number, axis: 0 | 1) =>
    Math.floor((size + begin + end - (kernel - 1) * dilations[axis] - 1) / strides[axis]) + 1;
  const outputHeight = span(height, pads[0], pads[2], kernelHeight, 0);
  const outputWidth = span(width, pads[1], pads[3], kernelWidth, 1);
  const matrices = Array.from({ length: layer.groups }, () => ({
    rows,
    inputs: layer.inputs,
    values: new Float32Array(rows * layer.inputs),
  }));
  for (let row = 0; row < rows; row++) {
    const image = random.integer(images);
    const top = random.integer(outputHeight) * strides[0] - pads[0];
    const left = random.integer(outputWidth) * strides[1] - pads[1];
    for (let channel = 0; channel < channels; channel++) {
      const { values } = matrices[Math.floor(channel / perGroup)]!;
      const plane = (image * channels + channel) * height;
      let at = row * layer.inputs + (channel % perGroup) * kernelHeight * kernelWidth;
      for (let r = 0; r < kernelHeight; r++) {
        const y = top + r * dilations[0];
        for (let s = 0; s < kernelWidth; s++, at++) {
          const x = left + s * dilations[1];
          if (y < 0 || y >= height || x < 0 || x >= width) continue;
          values[at] = ifmap.values[(plane + y) * width + x]!;
        }
      }
    }
  }
  return matrices;
}

/** The value that feeds a layer. */
export const inputOf = (layer: PrunableLayer): string => layer.node.inputs[0]!;
