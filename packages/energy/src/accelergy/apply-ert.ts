import * as v from 'valibot';
import { badErtPlace, someOf } from '../errors.ts';
import {
  type Architecture,
  architectureSchema,
  type CompleteArchitecture,
} from '../spatial/architecture.ts';
import { parseErt } from './parse-ert.ts';
import { type ErtPlaces, placesByName, withErt } from './with-ert.ts';

/**
 * An architecture with the energies of a table's text, where one is given, and the places that took
 * them: those that are given, and the others whose names the table has.
 *
 * @throws PicojouleError `ENERGY_ERT`, `ENERGY_ERT_ENTRY`, `ENERGY_ERT_PLACE`.
 */
export function applyErt(
  architecture: CompleteArchitecture,
  ert: string | undefined,
  given: ErtPlaces | undefined,
): { readonly architecture: CompleteArchitecture; readonly taken: readonly string[] } {
  if (ert === undefined) {
    if (given !== undefined) throw badErtPlace('no table is given', ['ert, the text of one']);
    return { architecture, taken: [] };
  }
  const table = parseErt(ert);
  // Only read: what a schema makes is a readonly form of what it takes.
  const stated = architecture as Architecture;
  const places = { ...placesByName(stated, table), ...given };
  const taken = Object.keys(places);
  if (taken.length === 0) {
    throw badErtPlace(
      `none of its components (${someOf(table.map(({ name }) => name))}) is called like a level, or mac`,
      ['ertPlaces, a component for each level'],
    );
  }
  const priced = v.parse(architectureSchema, withErt(stated, table, places));
  return { architecture: priced, taken };
}
