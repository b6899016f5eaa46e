import * as v from 'valibot';
import { badErtPlace } from '../errors.ts';
import type { Architecture } from '../spatial/architecture.ts';
import type { ErtComponent } from './parse-ert.ts';
import { actionEnergy } from './price-actions.ts';

const action = v.optional(v.string());

/** A component of the table, or one with the names of its actions. */
export const ertPlaceSchema = v.lazy((input) =>
  typeof input === 'string'
    ? v.string()
    : v.strictObject({
        component: v.string(),
        /** Of a level; `read` and `write` if absent. */
        read: action,
        write: action,
        /** Of the MAC; `compute` if absent, and no energy for gated ones. */
        compute: action,
        gated: action,
      }),
);
export type ErtPlace = v.InferOutput<typeof ertPlaceSchema>;

/** Components of an Accelergy table by level, and that of `mac`. */
export type ErtPlaces = Readonly<Record<string, ErtPlace>>;

/** The levels, and `mac`, for which the table has a component of that name, or whose name ends so. */
export function placesByName(
  architecture: Architecture,
  table: readonly ErtComponent[],
): Record<string, string> {
  const has = (place: string) =>
    table.some(({ name }) => name === place || name.endsWith(`.${place}`));
  return Object.fromEntries(
    placesOf(architecture)
      .filter(has)
      .map((place) => [place, place]),
  );
}

const placesOf = ({ levels, pe = [] }: Architecture) => [
  ...[...levels, ...pe].map(({ name }) => name),
  'mac',
];

/**
 * An architecture with energies from an Accelergy table: `places` names the component of levels and of
 * `mac`; the others keep what they have.
 *
 * @throws PicojouleError `ENERGY_ERT_ENTRY`, `ENERGY_ERT_PLACE`.
 */
export function withErt(
  architecture: Architecture,
  table: readonly ErtComponent[],
  places: ErtPlaces,
): Architecture {
  if (architecture.unit !== 'pJ') {
    throw badErtPlace(`the architecture states its energies in ${architecture.unit}`, ['unit: pJ']);
  }
  const known = placesOf(architecture);
  const stray = Object.keys(places).find((name) => !known.includes(name));
  if (stray !== undefined) throw badErtPlace(`there is no level "${stray}"`, known);
  const priced = <T extends Architecture['levels'][number]>(level: T): T => {
    const place = places[level.name];
    if (place === undefined) return level;
    const { component, read = 'read', write = 'write' } = named(place);
    const energy = {
      read: actionEnergy(table, component, read),
      write: actionEnergy(table, component, write),
      source: `Accelergy ERT, ${component}.${read} and .${write}`,
    };
    return { ...level, energy };
  };
  const { mac } = places;
  return {
    ...architecture,
    levels: architecture.levels.map(priced),
    ...(architecture.pe === undefined ? {} : { pe: architecture.pe.map(priced) }),
    ...(mac === undefined ? {} : { mac: macOf(table, named(mac)) }),
  };
}

const named = (place: ErtPlace) => (typeof place === 'string' ? { component: place } : place);

function macOf(
  table: readonly ErtComponent[],
  { component, compute = 'compute', gated }: Exclude<ErtPlace, string>,
): Architecture['mac'] {
  return {
    energy: actionEnergy(table, component, compute),
    ...(gated === undefined ? {} : { gated: actionEnergy(table, component, gated) }),
    source: `Accelergy ERT, ${component}.${compute}`,
  };
}
