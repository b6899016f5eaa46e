import { badErtPlace } from '../errors.ts';
import type { Architecture } from '../spatial/architecture.ts';
import type { ErtComponent } from './parse-ert.ts';
import { actionEnergy } from './price-actions.ts';

/** A component of the table, or one with the names of its actions. */
export type ErtPlace =
  | string
  | {
      readonly component: string;
      /** Of a level; `read` and `write` if absent. */
      readonly read?: string;
      readonly write?: string;
      /** Of the MAC; `compute` if absent, and no energy for gated ones. */
      readonly compute?: string;
      readonly gated?: string;
    };

/**
 * An architecture with energies from an Accelergy table: `places` names the component of levels and of
 * `mac`; the others keep what they have.
 *
 * @throws PicojouleError `ENERGY_ERT_ENTRY`, `ENERGY_ERT_PLACE`.
 */
export function withErt(
  architecture: Architecture,
  table: readonly ErtComponent[],
  places: Readonly<Record<string, ErtPlace>>,
): Architecture {
  if (architecture.unit !== 'pJ') {
    throw badErtPlace(`the architecture states its energies in ${architecture.unit}`, ['unit: pJ']);
  }
  const levels = [...architecture.levels, ...(architecture.pe ?? [])].map(({ name }) => name);
  const stray = Object.keys(places).find((name) => name !== 'mac' && !levels.includes(name));
  if (stray !== undefined) throw badErtPlace(`there is no level "${stray}"`, [...levels, 'mac']);
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
