import type { Workload } from '@picojoule/spec';
import { notInNetworkFormat } from '../errors.ts';
import { stretchOf } from '../stretch.ts';

/**
 * Writes the network format of the Eyeriss group's online energy tool, see `parseNetwork`. Layers
 * without MACs have no line; zero entries are densities rounded to whole values.
 *
 * @throws PicojouleError `ENERGY_NETWORK_FORMAT` for what the format cannot say: dilation, inserted
 * zeros, negative padding, other passes than the forward one, parts of a bit.
 */
export function formatNetwork(workloads: readonly Workload[]): string {
  return workloads
    .filter(({ kind }) => kind !== 'data')
    .map((workload, i) => `${fieldsOf(workload, i + 1).join(',')}\n`)
    .join('');
}

function fieldsOf(workload: Workload, index: number): number[] {
  const reason = obstacle(workload);
  if (reason !== undefined) throw notInNetworkFormat(workload, reason);
  const { batch, inputChannels, outputChannels, groups, density, bits } = workload;
  const tensor = (height: number, width: number, channels: number, maps: number, share: number) => [
    ...[height, width, channels, maps],
    Math.round(height * width * channels * maps * (1 - share)),
  ];
  const { input, kernel, output, strides, pads } = workload;
  const [top, left, bottom, right] = pads;
  return [
    index,
    ...tensor(...input, inputChannels, batch, density.input),
    bits.input,
    ...tensor(...kernel, inputChannels / groups, outputChannels, density.weight),
    bits.weight,
    ...tensor(...output, outputChannels, batch, density.output),
    bits.output,
    ...strides,
    ...[top, bottom, left, right],
  ];
}

function obstacle(workload: Workload): string | undefined {
  const { pass, dilations, pads, bits } = workload;
  if (pass !== 'forward') return 'the format has forward passes alone';
  if (dilations.some((dilation) => dilation > 1)) return `it has dilation [${dilations}]`;
  if (stretchOf(workload).some((stretch) => stretch > 1)) return 'it inserts zeros into its input';
  if (pads.some((pad) => pad < 0)) return `it has negative padding [${pads}]`;
  const widths = [bits.input, bits.weight, bits.output];
  if (!widths.every(Number.isInteger)) return `it has bit widths ${widths}`;
  return undefined;
}
