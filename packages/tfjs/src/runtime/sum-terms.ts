import type { FusedKernels } from '../kernels/fused.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { throughRelu } from '../operators/rectified.ts';
import type { Part } from './part.ts';
import { Value } from './value.ts';

/** Something to be added to a gradient. */
export interface Term {
  readonly value: Value;
  /** The images that it is of; absent: all. */
  readonly part?: Part;
}

/**
 * The sum of terms, of all images.
 *
 * @param output What a rectifier made: the gradient is of this, and the result that of the rectifier's input.
 */
export function sumTerms(k: Kernels, terms: readonly Term[], output?: Value): Value {
  return (k.fused && sumTogether(k, k.fused, terms, output)) ?? sumOneByOne(k, terms, output);
}

/** In one kernel: two maps, the second perhaps of a part, and the gradient of the means of a map. */
function sumTogether(
  k: Kernels,
  fused: FusedKernels,
  terms: readonly Term[],
  output: Value | undefined,
): Value | undefined {
  const [mean, ...otherMeans] = terms.filter(({ value }) => value.means !== undefined);
  const maps = terms.filter(({ value }) => value.means === undefined);
  const [map, rows, ...otherMaps] = maps[0]?.part === undefined ? maps : maps.toReversed();
  const plain = map ?? (output && { value: output });
  if (otherMeans.length + otherMaps.length > 0 || plain?.value.shape.length !== 4) return undefined;
  if (map?.part !== undefined) return undefined;
  const layout = mean === undefined ? plain.value.layout : 'nhwc';
  const sum = fused.sumGradients({
    map: map?.value.as(layout),
    rows: rows?.value.as(layout),
    positions: rows?.part?.images,
    mean: mean?.value.means,
    output: output?.as(layout),
  });
  return new Value(k, sum, layout);
}

function sumOneByOne(k: Kernels, terms: readonly Term[], output: Value | undefined): Value {
  const made: Value[] = [];
  const making = (value: Value) => {
    made.push(value);
    return value;
  };
  const [first, ...rest] = terms as [Term, ...Term[]];
  if (k.fused !== undefined && rest.length > 1 && output === undefined && areAlike(terms)) {
    const handles = terms.map(({ value }) => value.handle);
    return new Value(k, k.fused.sum(handles), first.value.layout);
  }
  let sum = first.part === undefined ? first.value : making(first.part.scatter(first.value));
  for (const { value, part } of rest) {
    const { layout } = sum;
    sum = making(
      part?.addRows(sum, value) ??
        new Value(k, k.binary('add', sum.as(layout), value.as(layout)), layout),
    );
  }
  if (output !== undefined) sum = making(throughRelu(k, sum, output));
  for (const value of made) if (value !== sum) value.free();
  return sum;
}

/** Whether all are of the whole batch, and lie alike. */
function areAlike(terms: readonly Term[]): boolean {
  const { layout, type } = terms[0]!.value;
  return terms.every(
    ({ part, value }) => part === undefined && value.layout === layout && value.type === type,
  );
}
