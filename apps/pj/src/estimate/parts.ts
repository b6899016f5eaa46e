import {
  type Column,
  type EnergyDataType,
  type EnergyEstimate,
  type LayerEnergy,
  type Plot,
  unitName,
} from '@picojoule/spec';

export const DATA_TYPES: readonly EnergyDataType[] = ['ifmap', 'ofmap', 'weight', 'computation'];

type Layers = readonly LayerEnergy<EnergyEstimate['unit']>[];

export const sum = (terms: readonly number[]): number => terms.reduce((a, b) => a + b, 0);

/** Energy of some layers by data type, in the order of `DATA_TYPES`. */
export function byType(layers: Layers): number[] {
  const parts = layers.flatMap((layer) => layer.parts);
  return DATA_TYPES.map((type) =>
    sum(parts.filter((part) => part.dataType === type).map((part) => part.energy)),
  );
}

/** What the numbers of an estimate are. */
export type Unit = Pick<EnergyEstimate, 'unit' | 'proxy'>;

/** A unit as people read it: of a proxy, what it counts. */
export const unitOf = ({ unit, proxy }: Unit): string => proxy?.counts ?? unitName(unit);

/** A column of energies; what a proxy counts is not modelled. */
export const energyColumn = (title: string, of: Unit): Column => ({
  title,
  unit: unitOf(of),
  format: 'si',
  ...(of.proxy === undefined && { provenance: 'modelled' }),
});

/** What a row or bar of a layer pass is called. */
export const passName = ({ layer, pass }: Pick<LayerEnergy<'MAC'>, 'layer' | 'pass'>): string =>
  pass === 'forward' ? layer : `${layer} (${pass})`;

/** Bars of energy, one for each name, each a stack of data types. */
export function stackedBars(
  label: string,
  of: Unit,
  bars: readonly { readonly name: string; readonly types: readonly number[] }[],
): Plot {
  return {
    kind: 'bar',
    x: { label, categories: bars.map(({ name }) => name) },
    y: { label: of.proxy === undefined ? `Modelled energy (${unitOf(of)})` : unitOf(of) },
    series: DATA_TYPES.map((name, type) => ({
      name,
      stack: '',
      points: bars.map(({ types }, i) => [i, types[type]!] as const),
    })),
  };
}
