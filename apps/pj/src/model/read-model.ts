import { dirname, extname, resolve } from 'node:path';
import type { Graph } from '@picojoule/spec';
import { modelEnding } from '../errors.ts';
import { readBeside, readInputFile } from '../files/read-file.ts';
import { resolvePlugin } from '../plugins/resolve-plugin.ts';
import { namingFile } from './naming-file.ts';

export interface ReadModel {
  readonly graph: Graph;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Imports a model file; another importer than ours is named as plugins are. */
export async function readModel(
  file: string,
  directory: string,
  { batch, importer: name = 'onnx' }: { readonly batch?: number; readonly importer?: string } = {},
): Promise<ReadModel> {
  const path = resolve(directory, file);
  const bytes = readInputFile(path);
  const importer = await resolvePlugin('importer', name, directory);
  if (!importer.extensions.includes(extname(path).toLowerCase()))
    throw modelEnding(path, importer.extensions);
  const graph = namingFile(path, () =>
    importer.import(bytes, {
      ...(batch !== undefined && { batch }),
      readExternal: (location, offset, length) =>
        readBeside(dirname(path), location, offset, length),
    }),
  );
  return { graph, path, bytes };
}
