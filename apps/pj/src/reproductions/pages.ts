import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atomicWrite } from '@picojoule/lab';
import { fileUnwritable } from '../files/errors.ts';
import { workspaceAbove } from '../files/workspace-above.ts';
import type { ReproductionResult } from './reproduction.ts';

/** The workspace that this `pj` was built in; an installed one has none, and so no committed pages. */
const ROOT = workspaceAbove(fileURLToPath(new URL('.', import.meta.url)));

/** Writes the pages of a run into its folder, where they can be read without a workspace. */
export async function keepPages(
  folder: string,
  { pages = {} }: Pick<ReproductionResult, 'pages'>,
): Promise<string[]> {
  const kept: string[] = [];
  for (const [path, text] of Object.entries(pages)) {
    await atomicWrite(folder, basename(path), text);
    kept.push(`Page: ${join(folder, basename(path))}`);
  }
  return kept;
}

/** Replaces the committed pages by those of a run. Returns the files. */
export function writeCommittedPages(
  { pages = {} }: Pick<ReproductionResult, 'pages'>,
  root = ROOT,
): string[] {
  if (root === undefined) return [];
  return Object.entries(pages).map(([path, text]) => {
    const file = join(root, path);
    try {
      writeFileSync(file, text);
    } catch (error) {
      throw fileUnwritable(file, error);
    }
    return file;
  });
}

/** The committed pages that are not those of a run. */
export function outdatedPages(
  { pages = {} }: Pick<ReproductionResult, 'pages'>,
  root = ROOT,
): string[] {
  if (root === undefined) return [];
  return Object.entries(pages)
    .filter(([path, text]) => textOf(join(root, path)) !== text)
    .map(([path]) => path);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
