import { dirname, extname, resolve } from 'node:path';
import type { Graph } from '@picojoule/spec';
import { readBeside, readInputFile } from '../files/read-file.ts';
import { resolvePlugin } from '../plugins/resolve-plugin.ts';
import type { Progress } from '../terminal/progress.ts';
import { modelEnding } from './errors.ts';
import { gatherNotes } from './gather-notes.ts';
import { namingFile } from './naming-file.ts';

export interface ReadModel {
  readonly graph: Graph;
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ReadModelOptions {
  /** Is told the importer's notes. */
  readonly progress: Progress;
  readonly batch?: number | undefined;
  /** Named as plugins are; ours for ONNX by default. */
  readonly importer?: string | undefined;
  /** What the caller reads in another way, for the message about an ending that nobody reads. */
  readonly otherEndings?: readonly string[];
}

/** Imports a model file. */
export async function readModel(
  file: string,
  directory: string,
  { progress, batch, importer: name = 'onnx', otherEndings = [] }: ReadModelOptions,
): Promise<ReadModel> {
  const path = resolve(directory, file);
  const bytes = readInputFile(path, directory);
  const importer = await resolvePlugin('importer', name, directory);
  if (!importer.extensions.includes(extname(path).toLowerCase()))
    throw modelEnding(path, [...importer.extensions, ...otherEndings]);
  const notes: string[] = [];
  const graph = namingFile(path, () =>
    importer.import(bytes, {
      ...(batch !== undefined && { batch }),
      readExternal: (location, offset, length) =>
        readBeside(dirname(path), location, offset, length),
      note: (line) => notes.push(line),
    }),
  );
  for (const note of gatherNotes(notes)) progress.line(`Note: ${file}: ${note}.`);
  return { graph, path, bytes };
}
