import { resolve } from 'node:path';
import type { Graph } from '@picojoule/spec';
import * as v from 'valibot';
import { reasonOf } from '../errors.ts';
import { readInputFile } from '../files/read-file.ts';
import { nearest } from '../terminal/nearest.ts';
import { densitiesDamaged } from './errors.ts';

const shares = v.record(v.string(), v.pipe(v.number(), v.minValue(0), v.maxValue(1)));

/**
 * Densities that the user states: one for every feature map but the inputs, or a file by value. The note
 * is one for all values of a sweep.
 */
export function givenDensities(
  graph: Graph,
  density: number | string,
  directory: string,
  swept = false,
) {
  const values = graph.nodes.flatMap((node) => node.outputs).filter((name) => name !== '');
  if (typeof density === 'number') {
    const densities = Object.fromEntries(values.map((name) => [name, density]));
    const note = swept
      ? 'Feature maps have the swept share of non-zeros, inputs count as dense.'
      : `Feature maps count as ${Number((100 * density).toPrecision(6))} % non-zero, inputs as dense: as given by --density.`;
    return { densities, note };
  }
  const path = resolve(directory, density);
  const densities = parse(path, readInputFile(path, directory));
  const known = new Set([...values, ...graph.inputs.map(({ name }) => name)]);
  const unknown = Object.keys(densities).find((name) => !known.has(name));
  if (unknown !== undefined) {
    const close = nearest(unknown, known);
    const hint = close === undefined ? '' : `; did you mean "${close}"?`;
    throw densitiesDamaged(path, `the network has no value "${unknown}"${hint}`);
  }
  const count = Object.keys(densities).length;
  return {
    densities,
    note: `Zeros of ${count} of ${known.size} feature maps as given by ${density}; the others count as dense.`,
  };
}

function parse(path: string, bytes: Uint8Array): Readonly<Record<string, number>> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw densitiesDamaged(path, `it is not JSON: ${reasonOf(error)}`);
  }
  if (Array.isArray(json)) throw densitiesDamaged(path, 'it is a list, not an object');
  const result = v.safeParse(shares, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const at = v.getDotPath(issue);
  throw densitiesDamaged(path, `${at === null ? 'it' : `"${at}"`} is no share from 0 to 1`);
}
