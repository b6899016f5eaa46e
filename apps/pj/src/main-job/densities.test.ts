import { resnet } from '@picojoule/nets';
import { fakeDataset, referenceBackend, smallGraph } from '@picojoule/testkit';
import { tfjsWasm } from '@picojoule/tfjs';
import { slu } from '@picojoule/train';
import { expect, test } from 'vitest';
import { densityMeter } from './densities.ts';
import { settingsOf } from './settings.ts';

test('each network is measured once, and what the meter says is the share of non-zeros', async () => {
  const dataset = await fakeDataset({ size: { train: 8, test: 1 } }).open();
  const { shape, classes } = dataset.info;
  const graph = smallGraph({ shape, classes: classes.length });
  const reference = referenceBackend();
  let opened = 0;
  const backend: typeof reference = {
    ...reference,
    open: (...given) => {
      opened++;
      return reference.open(...given);
    },
  };
  const samples = Uint32Array.of(1, 3, 4);
  const none = new Uint32Array();
  const densitiesOf = densityMeter({
    backend,
    dataset,
    settings: settingsOf({ model: graph }),
    sets: { training: none, heldOut: none, probes: none, samples },
  });
  const densities = await densitiesOf(graph);
  expect(await densitiesOf(graph)).toBe(densities);
  expect(opened).toBe(1);
  const { images } = await dataset.read('train', samples);
  const nonZero = images.filter((value) => value !== 0).length;
  expect(densities[graph.inputs[0]!.name]).toBeCloseTo(nonZero / images.length, 6);

  await densitiesOf({ ...graph });
  expect(opened).toBe(2);
});

test('what a gated block makes for some images alone is not measured, all else is', async () => {
  const dataset = await fakeDataset({ size: { train: 8, test: 1 } }).open();
  const { shape, classes } = dataset.info;
  const net = resnet({ depth: 8, widths: [2, 2, 2], shape: [...shape], classes: classes.length });
  const graph = slu().prepare!(net);
  const gated = graph.blocks.filter(({ gate }) => gate !== undefined);
  expect(gated.length).toBeGreaterThan(0);
  const none = new Uint32Array();
  const densities = await densityMeter({
    backend: tfjsWasm(),
    dataset,
    settings: settingsOf({ model: graph }),
    sets: { training: none, heldOut: none, probes: none, samples: Uint32Array.of(0, 1) },
  })(graph);
  const inside = new Set(gated.flatMap(({ branch }) => branch));
  const measured = graph.nodes.filter(({ outputs }) => Object.hasOwn(densities, outputs[0]!));
  expect(measured.map(({ name }) => name)).toEqual(
    graph.nodes.map(({ name }) => name).filter((name) => !inside.has(name)),
  );
});

test('of a backend of integers the values are made in ONNX Runtime, all of them', async () => {
  const dataset = await fakeDataset({ size: { train: 8, test: 1 } }).open();
  const { shape, classes } = dataset.info;
  const graph = smallGraph({ shape, classes: classes.length });
  const reference = referenceBackend();
  const integers: typeof reference = {
    ...reference,
    capabilities: { ...reference.capabilities, dtype: 'int8' },
    open: () => Promise.reject(new Error('opened')),
  };
  const none = new Uint32Array();
  const sets = { training: none, heldOut: none, probes: none, samples: Uint32Array.of(1, 3, 4) };
  const settings = settingsOf({ model: graph });
  const [found, expected] = await Promise.all(
    [integers, reference].map((backend) =>
      densityMeter({ backend, dataset, settings, sets })(graph),
    ),
  );
  expect(Object.keys(found!).toSorted()).toEqual(Object.keys(expected!).toSorted());
  for (const [name, density] of Object.entries(expected!)) {
    expect(found![name], name).toBeCloseTo(density, 6);
  }
});
