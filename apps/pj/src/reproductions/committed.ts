import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '@picojoule/lab/make-folder';
import type { ReportSection } from '@picojoule/spec';
import * as v from 'valibot';
import { committedDamaged, fileUnwritable } from '../errors.ts';
import type { ReproductionResult } from './reproduction.ts';

const schema = v.object({
  /** A figure agrees when it is at most `band` away from `value`. */
  values: v.record(v.string(), v.object({ value: v.number(), band: v.number() })),
});

/** What was committed, by figure, with the band that each may move in. */
type Committed = v.InferOutput<typeof schema>;

/** Of a figure that is recorded for the first time: a tenth of it. Bands are then set by hand. */
const FIRST_BAND = 0.1;

const FOLDER = fileURLToPath(new URL('../../reproductions', import.meta.url));
const fileOf = (folder: string, name: string): string => join(folder, `${name}.json`);

export interface Comparison {
  readonly agrees: boolean;
  readonly section: ReportSection;
}

/** Holds the figures of a run against the committed ones; a figure that only one side has disagrees. */
export function compareWithCommitted(
  { name, values }: Pick<ReproductionResult, 'name' | 'values'>,
  folder = FOLDER,
): Comparison {
  const title = 'Against the committed results';
  const file = fileOf(folder, name);
  const committed = readCommitted(file);
  if (committed === undefined)
    return {
      agrees: false,
      section: {
        title,
        text: `None are committed: ${file} is missing; --update writes it.`,
      },
    };
  const names = [...new Set([...Object.keys(committed.values), ...Object.keys(values)])];
  const rows = names.map((figure) => {
    const wanted = committed.values[figure];
    const found = values[figure];
    const agrees =
      wanted !== undefined && found !== undefined && Math.abs(found - wanted.value) <= wanted.band;
    return { agrees, row: [figure, wanted?.value ?? null, wanted?.band ?? null, found ?? null] };
  });
  return {
    agrees: rows.every(({ agrees }) => agrees),
    section: {
      title,
      table: {
        columns: [
          { title: 'figure' },
          { title: 'committed' },
          { title: 'band (+-)' },
          { title: 'found' },
          { title: 'agrees' },
        ],
        rows: rows.map(({ agrees, row }) => [...row, agrees ? 'yes' : 'NO']),
      },
    },
  };
}

/** Writes the figures of a run as the committed ones, keeping their bands. Returns the file. */
export function writeCommitted(
  { name, values }: Pick<ReproductionResult, 'name' | 'values'>,
  folder = FOLDER,
): string {
  const path = fileOf(folder, name);
  const bands = readCommitted(path)?.values ?? {};
  const committed: Committed = {
    values: Object.fromEntries(
      Object.entries(values).map(([figure, value]) => [
        figure,
        { value, band: bands[figure]?.band ?? Math.abs(value) * FIRST_BAND },
      ]),
    ),
  };
  makeFolder(folder);
  try {
    writeFileSync(path, `${JSON.stringify(committed, null, 2)}\n`);
  } catch (error) {
    throw fileUnwritable(path, error);
  }
  return path;
}

function readCommitted(file: string): Committed | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    throw committedDamaged(file, error);
  }
}
