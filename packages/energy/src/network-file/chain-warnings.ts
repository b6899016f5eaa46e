import type { Workload } from '@picojoule/spec';

/** Inputs that cannot be the output of the layer before, pooled or flattened or not. */
export function chainWarnings(workloads: readonly Workload[]): string[] {
  return workloads.flatMap((layer, i) => {
    const before = workloads[i - 1];
    return before === undefined
      ? []
      : faults(before, layer).map((fault) => `line ${i + 1}: the input ${fault} line ${i}`);
  });
}

function faults(before: Workload, { batch, inputChannels, input }: Workload): string[] {
  const found: string[] = [];
  if (batch !== before.batch) found.push(`has ${batch} maps, ${before.batch} come out of`);
  const channels = before.outputChannels;
  const flat = input[0] === 1 && input[1] === 1 && inputChannels % channels === 0;
  if (inputChannels !== channels && !flat) {
    found.push(`has ${inputChannels} channels, ${channels} come out of`);
  }
  if (input[0] > before.output[0] || input[1] > before.output[1]) {
    found.push(`is ${input.join(' x ')}, ${before.output.join(' x ')} comes out of`);
  }
  return found;
}
