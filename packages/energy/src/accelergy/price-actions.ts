import { badErtCount, noErtEntry } from '../errors.ts';
import type { ErtComponent } from './parse-ert.ts';

/**
 * Energy of one action in picojoules. `component` may be the end of its full name; `action` is a name,
 * with its arguments in brackets where the table has several: `read(address_delta=1,data_delta=0)`.
 *
 * @throws PicojouleError `ENERGY_ERT_ENTRY` when the table has no such entry, or several.
 */
export function actionEnergy(
  table: readonly ErtComponent[],
  component: string,
  action: string,
): number {
  const named = table.filter(({ name }) => name === component || name.endsWith(`.${component}`));
  if (named.length !== 1) {
    throw noErtEntry(
      'component',
      component,
      named.length,
      table.map(({ name }) => name),
    );
  }
  const [{ actions }] = named as [ErtComponent];
  const wanted = action.replaceAll(' ', '');
  const full = actions.map((each) =>
    each.arguments === '' ? each.name : `${each.name}(${each.arguments})`,
  );
  const found = actions.filter((each, i) => full[i] === wanted || each.name === wanted);
  if (found.length !== 1) {
    throw noErtEntry('action', `${component}.${action}`, found.length, full);
  }
  return found[0]!.energy;
}

/**
 * Counts times energies, in picojoules by component: what Accelergy makes of action counts.
 *
 * @throws PicojouleError `ENERGY_ERT_COUNT`, `ENERGY_ERT_ENTRY`.
 */
export function priceActions(
  table: readonly ErtComponent[],
  counts: Readonly<Record<string, Readonly<Record<string, number>>>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([component, actions]) => [
      component,
      Object.entries(actions).reduce((sum, [action, count]) => {
        if (!(count >= 0 && Number.isFinite(count))) throw badErtCount(component, action, count);
        return sum + count * actionEnergy(table, component, action);
      }, 0),
    ]),
  );
}
