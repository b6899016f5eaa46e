import { type Extents, ONES, productOf, times } from './dimensions.ts';
import { divide, factorsOf, leastFactor } from './factors.ts';
import type { LayerShape } from './layer-shape.ts';
import { fitsFrom } from './limits.ts';
import type { Axis, Machine } from './machine.ts';

/**
 * The ways to spread loops over the array, as far as the levels outside can hold what all PEs need.
 * `filled`: only those in which no further factor of an allowed loop fits.
 */
export function* spatialChoices(
  machine: Machine,
  layer: LayerShape,
  filled: boolean,
): Generator<{ readonly rows: Extents; readonly columns: Extents }> {
  const { rows, columns } = machine;
  const fits = (spatial: Extents) => fitsFrom(machine, layer, machine.shared - 1, spatial, ONES);
  const choices = ({ size, dimensions }: Axis, rest: Extents, taken: Extents) =>
    factorsOf(
      rest,
      dimensions,
      (factors) => productOf(factors) <= size && fits(times(taken, factors)),
    );
  for (const onRows of choices(rows, layer.bounds, ONES)) {
    const rest = divide(layer.bounds, onRows);
    for (const onColumns of choices(columns, rest, onRows)) {
      const left = divide(rest, onColumns);
      const both = times(onRows, onColumns);
      const hasRoom = ({ size, dimensions }: Axis, taken: Extents) =>
        dimensions.some((d) => {
          if (left[d] === 1) return false;
          const factor = leastFactor(left[d]!);
          return productOf(taken) * factor <= size && fits(both.with(d, both[d]! * factor));
        });
      if (filled && (hasRoom(rows, onRows) || hasRoom(columns, onColumns))) continue;
      yield { rows: onRows, columns: onColumns };
    }
  }
}
