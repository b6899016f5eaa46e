import { fakeDataset, referenceBackend, smallGraph } from '@picojoule/testkit';
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
