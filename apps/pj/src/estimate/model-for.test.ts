import { alexNet, eyeriss, macs, perLayer, spatial } from '@picojoule/energy';
import { expect, test } from 'vitest';
import { modelFor } from './model-for.ts';

/** AlexNet as a file names its layers, and as the papers do. */
const published = alexNet(4);
const net = published.map((workload, i) => ({ ...workload, layer: `n${i}` }));

// Valid on the ISCA 2016 set-up, and dearer than the one that the search finds.
const mapping = { p: 16, q: 2, r: 1, t: 1, e: 26, n: 1, m: 64 };

test.each(['CONV2', 'conv2', 'n1'])(
  'a mapping given for %s is the mapping of that layer',
  (name) => {
    const given = eyeriss({ mapping: { [name]: mapping } });
    const { layers } = modelFor(given, net).estimate(net);
    const expected = eyeriss({ mapping: { CONV2: mapping } }).estimate(published).layers;
    const searched = eyeriss().estimate(net).layers;
    expect(layers.map(({ layer }) => layer)).toEqual(net.map(({ layer }) => layer));
    expect(layers.map(({ total }) => total)).toEqual(expected.map(({ total }) => total));
    expect(layers[1]!.total).toBeGreaterThan(searched[1]!.total);
    expect(layers.filter((one, i) => one.total !== searched[i]!.total)).toHaveLength(1);
    const explained = modelFor(given, net).explain!(net[1]!)!;
    expect(explained.layer).toBe('n1');
    expect(explained.mapping).toEqual(
      eyeriss({ mapping: { CONV2: mapping } }).explain(published[1]!)!.mapping,
    );
  },
);

test('layers of spatial and perLayer are found alike, and what is unpriced has the names of the network', () => {
  const bare = { DRAM: 'M96 C3 E55 F55 R11 S11 N4' };
  const [first] = net;
  const costOf = (model: ReturnType<typeof spatial>) =>
    modelFor(model, net).estimate([first!]).total;
  const [given, same] = ['CONV1', 'n0'].map((name) =>
    costOf(spatial({ mappings: { [name]: bare } })),
  );
  expect(given).toBe(same);
  expect(given).toBeGreaterThan(costOf(spatial()));
  const chosen = modelFor(perLayer({ FC1: macs() }), net).estimate(net);
  expect(chosen.layers.map(({ layer }) => layer)).toEqual(['n5']);
  expect(chosen.unpriced.map(({ layer }) => layer)).toEqual(
    net.map(({ layer }) => layer).filter((layer) => layer !== 'n5'),
  );
});

test.each([
  [eyeriss({ mapping: { CONV9: mapping } }), 'There is no layer "CONV9"'],
  [spatial({ mappings: { n11: {} } }), 'There is no layer "n11". Did you mean "n1"?'],
  [perLayer({ m1: macs(), '*': macs() }), 'There is no layer "m1". Did you mean "n1"?'],
  [
    eyeriss({ mapping: { CONV2: mapping, n1: mapping } }),
    '"CONV2" and "n1" both mean the layer "n1"',
  ],
])('settings for layers that are not there are refused: %#', (model, message) => {
  expect(() => modelFor(model, net)).toThrow(message);
});

test('a model that names no layer, or only as the network does, stays what it is', () => {
  for (const model of [macs(), eyeriss({ mapping: { n1: mapping } })])
    expect(modelFor(model, net)).toBe(model);
});
