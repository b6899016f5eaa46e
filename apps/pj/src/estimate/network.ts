import { resolve } from 'node:path';
import type { Workload } from '@picojoule/spec';
import type { Invocation } from '../command.ts';
import { type CommandCall, optionForText, textNotUtf8 } from '../errors.ts';
import { readInputFile } from '../files/read-file.ts';
import { DEFAULTS } from '../main-job/settings.ts';
import { fixedBatch } from '../model/fixed-batch.ts';
import { namingFile } from '../model/naming-file.ts';
import { notFinite } from '../model/not-finite.ts';
import { readModel } from '../model/read-model.ts';
import { measuredDensities } from './measured-densities.ts';

/** The ending of files that state a network as text. */
export const TEXT_ENDING = '.txt';

/** What is priced, and what a reader must know about it. */
export interface Network {
  readonly name: string;
  readonly workloads: readonly Workload[];
  /** Sentences. */
  readonly notes: readonly string[];
}

export interface NetworkSettings {
  readonly batch: number | undefined;
  readonly bits: number | undefined;
  readonly images: number | undefined;
}

interface NetworkArguments {
  readonly network: string;
  readonly data: string | undefined;
  readonly backend: string | undefined;
  readonly importer: string | undefined;
}

/** A network as its text file states it: batch, bit widths and zeros stand there. */
export async function networkOfText(
  { network, data }: NetworkArguments,
  { batch, bits }: NetworkSettings,
  directory: string,
  call: CommandCall,
): Promise<Network> {
  const given = { '--batch': batch, '--bits': bits, '--data': data };
  for (const [option, value] of Object.entries(given))
    if (value !== undefined) throw optionForText(option, call);
  const path = resolve(directory, network);
  const bytes = readInputFile(path, directory);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw textNotUtf8(path);
  }
  const { parseNetwork } = await import('@picojoule/energy');
  const { workloads, warnings } = namingFile(path, () => parseNetwork(text));
  return { name: network, workloads, notes: warnings.map((warning) => `Note: ${warning}.`) };
}

/** A network as its model file states it, for a batch, bit widths and densities that are chosen. */
export async function networkOfGraph(
  args: NetworkArguments,
  { batch: given, bits = DEFAULTS.energy.bits, images }: NetworkSettings,
  invocation: Invocation,
): Promise<Network> {
  const { network, importer, data, backend } = args;
  const batch = given ?? DEFAULTS.energy.batch;
  const { directory, progress } = invocation;
  const { graph } = await readModel(network, directory, {
    ...{ progress, batch: given, importer, otherEndings: [TEXT_ENDING] },
  });
  const wrong = notFinite(graph);
  if (wrong !== undefined) progress.line(`Warning: ${network}: ${wrong}; they count as not zero.`);
  const { workloadsOf } = await import('@picojoule/graph');
  const measured =
    data === undefined
      ? undefined
      : await measuredDensities(graph, { data, backend, images }, invocation);
  const workloads = workloadsOf(graph, {
    batch,
    bits,
    ...(measured !== undefined && { densities: measured.densities }),
  });
  const notes = [
    measured?.note ?? 'Feature maps count as dense; --data measures their zeros on images.',
    ...fixedBatch(graph, given),
  ];
  return { name: network, workloads, notes };
}
