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
        /** Of a hop between PEs; `transfer` if absent. */
        transfer: action,
      }),
);
export type ErtPlace = v.InferOutput<typeof ertPlaceSchema>;

/** Components of an Accelergy table by level, and those of `mac` and of a `hop` between PEs. */
export type ErtPlaces = Readonly<Record<string, ErtPlace>>;

/** The levels, `mac` and `hop` for which the table has a component of that name, or whose name ends so. */
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

const placesOf = ({ levels, pe = [], array }: Architecture) => [
  ...[...levels, ...pe].map(({ name }) => name),
  'mac',
  ...((array?.hop ?? 0) > 0 ? ['hop'] : []),
];

/**
 * An architecture with energies from an Accelergy table: `places` names the component of levels, of `mac`
 * and of `hop`; the others keep what they have. One that states its energies in MACs keeps none, and is in pJ.
 *
 * @throws PicojouleError `ENERGY_ERT_ENTRY`, `ENERGY_ERT_PLACE`.
 */
export function withErt(
  architecture: Architecture,
  table: readonly ErtComponent[],
  places: ErtPlaces,
): Architecture {
  const known = placesOf(architecture);
  const bare = known.filter((place) => places[place] === undefined);
  if (architecture.unit !== 'pJ' && bare.length > 0) {
    const problem = `the architecture states its energies in ${architecture.unit}, the table is in pJ, and ${bare.join(', ')} would keep theirs`;
    throw badErtPlace(
      problem,
      bare.map((place) => `ertPlaces.${place}, a component`),
    );
  }
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
  const { mac, hop } = places;
  return {
    ...architecture,
    unit: 'pJ',
    levels: architecture.levels.map(priced),
    ...(architecture.pe === undefined ? {} : { pe: architecture.pe.map(priced) }),
    ...(mac === undefined ? {} : { mac: macOf(table, named(mac)) }),
    ...(hop === undefined ? {} : { array: arrayOf(architecture, table, named(hop)) }),
  };
}

const named = (place: ErtPlace) => (typeof place === 'string' ? { component: place } : place);

function arrayOf(
  { array }: Architecture,
  table: readonly ErtComponent[],
  { component, transfer = 'transfer' }: Exclude<ErtPlace, string>,
): Architecture['array'] {
  if (array === undefined) return undefined;
  const source = `Accelergy ERT, ${component}.${transfer}`;
  return { ...array, hop: actionEnergy(table, component, transfer), source };
}

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
