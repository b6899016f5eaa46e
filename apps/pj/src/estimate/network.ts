import { extname, resolve } from 'node:path';
import type { Workload } from '@picojoule/spec';
import type { Invocation } from '../command.ts';
import type { CommandCall } from '../errors.ts';
import { textNotUtf8 } from '../files/errors.ts';
import { readInputFile } from '../files/read-file.ts';
import { DEFAULTS } from '../main-job/settings.ts';
import { namingFile } from '../model/naming-file.ts';
import { notFinite } from '../model/not-finite.ts';
import { readModel } from '../model/read-model.ts';
import { graphForBatch, linesForBatch } from './batched-network.ts';
import { optionForText } from './errors.ts';
import { givenDensities } from './given-densities.ts';
import { measuredDensities } from './measured-densities.ts';
import type { PriceNumber, PriceSettings } from './price-settings.ts';

/** The ending of files that state a network as text. */
export const TEXT_ENDING = '.txt';

/** What is priced, and what a reader must know about it. */
export interface Network {
  readonly name: string;
  readonly workloads: readonly Workload[];
  /** Images at a time, where all layers agree on it. */
  readonly batch: number | undefined;
  /** Sentences. */
  readonly notes: readonly string[];
}

/** A network that was read, to be priced for one or several settings; notes are the same for all values of a swept one. */
export type NetworkSource = (settings: PriceSettings, swept?: PriceNumber) => Network;

export interface NetworkArguments {
  readonly data: string | undefined;
  readonly images: number | undefined;
  readonly backend: string | undefined;
  readonly importer: string | undefined;
}

export interface OpenContext {
  readonly invocation: Invocation;
  readonly call: CommandCall;
  /** For models that must be told it before they can be read. */
  readonly batch: number | undefined;
}

/** Reads a network: a text file of 25 numbers a layer by its ending, else a model. */
export const openNetwork = (
  file: string,
  args: NetworkArguments,
  context: OpenContext,
): Promise<NetworkSource> =>
  extname(file).toLowerCase() === TEXT_ENDING
    ? openText(file, args, context)
    : openGraph(file, args, context);

/** A network as its text file states it: bit widths, zeros and a batch stand there. */
async function openText(
  file: string,
  { data }: NetworkArguments,
  { invocation: { directory }, call }: OpenContext,
): Promise<NetworkSource> {
  const path = resolve(directory, file);
  const bytes = readInputFile(path, directory);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw textNotUtf8(path);
  }
  const { parseNetwork } = await import('@picojoule/energy');
  const { workloads, warnings } = namingFile(path, () => parseNetwork(text));
  return (settings, swept) => {
    const { training, batch, ...given } = settings;
    const options = { ...given, data, training: training ? true : undefined };
    for (const [option, value] of Object.entries(options))
      if (value !== undefined) throw optionForText(`--${option}`, call);
    const sized = linesForBatch(file, workloads, batch, pricedFor(batch, swept));
    return { name: file, ...sized, notes: [...chainNotes(warnings), ...sized.notes] };
  };
}

const SHOWN = 3;

/** What does not chain, the first few lines of it. */
function chainNotes(warnings: readonly string[]): string[] {
  const shown = warnings.slice(0, SHOWN).map((line) => `Note: ${line}.`);
  const more = warnings.length - shown.length;
  if (more === 0) return shown;
  return [...shown, `Note: ${more} more such lines; branches that join again look like this.`];
}

/** A network as its model file states it, for a batch, bit widths and densities that are chosen. */
async function openGraph(
  file: string,
  { importer, data, backend, images }: NetworkArguments,
  { invocation, batch: first }: OpenContext,
): Promise<NetworkSource> {
  const { directory, progress } = invocation;
  const { graph } = await readModel(file, directory, {
    ...{ progress, batch: first, importer, otherEndings: [TEXT_ENDING] },
  });
  const wrong = notFinite(graph);
  if (wrong !== undefined) progress.line(`Warning: ${file}: ${wrong}; they count as not zero.`);
  const measured =
    data === undefined
      ? undefined
      : await measuredDensities(graph, { data, backend, images }, invocation);
  const [{ workloadsOf }, { freeBatch }] = await Promise.all([
    import('@picojoule/graph'),
    import('@picojoule/onnx'),
  ]);
  return ({ batch, bits = DEFAULTS.energy.bits, density, training }, swept) => {
    const sized = graphForBatch(file, graph, batch, freeBatch, pricedFor(batch, swept));
    const { densities, note } =
      measured ??
      (density === undefined
        ? DENSE
        : givenDensities(sized.graph, density, directory, swept === 'density'));
    const workloads = workloadsOf(sized.graph, {
      ...{ batch: sized.batch, bits, densities },
      ...(training && { passes: 'training' as const }),
    });
    const step =
      'A training step: forward, both gradients, and the update of the weights; gradients have the bits of the rest. Layers without MACs are priced where the model can, unless it is told convAndFcOnly=true.';
    const notes = [note, ...(training ? [step] : []), ...sized.notes];
    return { name: file, workloads, batch: sized.batch, notes };
  };
}

const DENSE = {
  densities: {},
  note: 'Feature maps count as dense; --data measures their zeros on images.',
};

const pricedFor = (batch: number | undefined, swept: PriceNumber | undefined): string =>
  swept === 'batch' ? 'others too' : String(batch);
