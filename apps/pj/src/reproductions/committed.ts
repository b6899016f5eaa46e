import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '@picojoule/lab/make-folder';
import type { ReportSection } from '@picojoule/spec';
import * as v from 'valibot';
import { committedDamaged } from '../errors.ts';
import { fileUnwritable } from '../files/errors.ts';
import { claimSchema, judgeClaims } from './claims.ts';
import type { ReproductionResult } from './reproduction.ts';

const schema = v.object({
  claims: v.array(claimSchema),
  /** Of the code that the values were made from; `tools/reproduce.mjs` writes it. */
  fingerprint: v.optional(v.string()),
  /** A figure agrees when it is at most `band` away from `value`. */
  values: v.record(
    v.string(),
    v.object({ value: v.pipe(v.number(), v.finite()), band: v.pipe(v.number(), v.minValue(0)) }),
  ),
});

/** A reproduction's committed file: what it states, and its figures with the band of each. */
type Committed = v.InferOutput<typeof schema>;

/** Of a figure that is recorded for the first time, where its run names none: a tenth of it. */
const FIRST_BAND = 0.1;

const FOLDER = fileURLToPath(new URL('../../reproductions', import.meta.url));
const fileOf = (folder: string, name: string): string => join(folder, `${name}.json`);

type Figures = Pick<ReproductionResult, 'name' | 'values' | 'claims' | 'bands'>;

export interface Comparison {
  readonly agrees: boolean;
  readonly section: ReportSection;
}

/**
 * Holds the figures of a run against the committed ones and their claims; a figure that only one side
 * has disagrees.
 */
export function compareWithCommitted(
  { name, values, claims: own = [] }: Figures,
  folder = FOLDER,
): Comparison {
  const title = 'Against the committed results';
  const file = fileOf(folder, name);
  const committed = readCommitted(file);
  if (committed === undefined || Object.keys(committed.values).length === 0)
    return {
      agrees: false,
      section: { title, text: `None are committed in ${file}; --update writes them.` },
    };
  const known = new Set(committed.claims.map(({ what }) => what));
  const fresh = own.filter(({ what }) => !known.has(what));
  const claims = judgeClaims([...committed.claims, ...fresh], values);
  const names = [...new Set([...Object.keys(committed.values), ...Object.keys(values)])];
  const rows = names.map((figure) => {
    const wanted = committed.values[figure];
    const found = values[figure];
    const agrees =
      wanted !== undefined && found !== undefined && Math.abs(found - wanted.value) <= wanted.band;
    return { agrees, row: [figure, wanted?.value ?? null, wanted?.band ?? null, found ?? null] };
  });
  return {
    agrees:
      claims.every(({ problem }) => problem === undefined) && rows.every(({ agrees }) => agrees),
    section: {
      title,
      text: sentences(claims),
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

/** Judges a run of which no figures are committed by its own claims. */
export function judgeOwnClaims({
  values,
  claims = [],
}: Pick<ReproductionResult, 'values' | 'claims'>): Comparison {
  const judged = judgeClaims(claims, values);
  return {
    agrees: judged.every(({ problem }) => problem === undefined),
    section: { title: 'Claims', text: sentences(judged) },
  };
}

const sentences = (judged: ReturnType<typeof judgeClaims>): string =>
  judged
    .map(({ what, problem }) =>
      problem === undefined ? `Holds: ${what}.` : `DOES NOT HOLD: ${what}: ${problem}.`,
    )
    .join(' ');

/**
 * Writes the figures of a run as the committed ones, keeping claims and bands; the first time, those of
 * the run. Returns the file.
 */
export function writeCommitted(
  { name, values, claims = [], bands: first = {} }: Figures,
  folder = FOLDER,
): string {
  const path = fileOf(folder, name);
  const before = readCommitted(path);
  const bands = before?.values ?? {};
  const committed: Committed = {
    claims: before?.claims ?? claims.filter(({ figure }) => typeof figure === 'string'),
    values: Object.fromEntries(
      Object.entries(values).map(([figure, value]) => [
        figure,
        { value, band: bands[figure]?.band ?? first[figure] ?? Math.abs(value) * FIRST_BAND },
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

/** Claims that the committed figures themselves do not hold, each as one line. */
export function brokenClaims(name: string, folder = FOLDER): string[] {
  const { claims, values } = readCommitted(fileOf(folder, name)) ?? { claims: [], values: {} };
  const figures = Object.fromEntries(
    Object.entries(values).map(([key, { value }]) => [key, value]),
  );
  return judgeClaims(claims, figures).flatMap(({ what, problem }) =>
    problem === undefined ? [] : [`${what}: ${problem}`],
  );
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
