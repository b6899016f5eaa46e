import { expect, test } from 'vitest';
import { builder } from '../builder.ts';
import { workloadsOf } from './workloads.ts';

/** Densities of the ofmaps of a graph's layers with MACs, each value's density given by its name. */
function ofmaps(
  make: (b: ReturnType<typeof builder>) => string,
  densities: Record<string, number>,
) {
  const b = builder('net');
  const graph = b.build(make(b));
  return Object.fromEntries(
    workloadsOf(graph, { batch: 1, densities })
      .filter(({ kind }) => kind !== 'data')
      .map(({ layer, density }) => [layer, density.output]),
  );
}
const named = (name: string) => ({ name });
const densities = { conv: 1, norm: 0.9, relu: 0.4, clip: 0.3, second: 0.8 };

test('an ofmap is stored after the batch norm and activations that alone read it', () => {
  const made = ofmaps((b) => {
    const x = b.conv(b.input('x', ['batch', 2, 6, 6]), { filters: 3, ...named('conv') });
    return b.relu(b.relu(b.batchNorm(x, named('norm')), named('relu')), named('clip'));
  }, densities);
  expect(made).toEqual({ conv: 0.3 });
});

test('it is stored as it is where another node reads it too, or the network gives it out', () => {
  const shared = ofmaps((b) => {
    const x = b.conv(b.input('x', ['batch', 2, 6, 6]), { filters: 3, ...named('conv') });
    const normed = b.batchNorm(x, named('norm'));
    return b.add(b.relu(normed, named('relu')), normed);
  }, densities);
  expect(shared).toEqual({ conv: 0.9 });
  const given = ofmaps(
    (b) => b.conv(b.input('x', ['batch', 2, 6, 6]), { filters: 3, ...named('conv') }),
    densities,
  );
  expect(given).toEqual({ conv: 1 });
});

test('an addition is not fused: each summand is stored before it', () => {
  const made = ofmaps((b) => {
    const x = b.relu(
      b.conv(b.input('x', ['batch', 3, 6, 6]), { filters: 3, ...named('conv') }),
      named('relu'),
    );
    const y = b.conv(x, { filters: 3, ...named('second') });
    return b.relu(b.add(x, y), named('clip'));
  }, densities);
  expect(made).toEqual({ conv: 0.4, second: 0.8 });
});
