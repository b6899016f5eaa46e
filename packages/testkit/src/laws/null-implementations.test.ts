import { test } from 'vitest';
import * as kit from '../index.ts';

const subjects = {
  'energy model': () => kit.checkLaws(kit.energyModelLaws, kit.nullEnergyModel()),
  'pruning strategy': () =>
    kit.checkLaws(kit.pruningStrategyLaws, { strategy: kit.nullStrategy() }),
  'training saver': () =>
    kit.checkLaws(kit.trainingSaverLaws, { saver: kit.nullSaver(), off: kit.nullSaver() }),
  'execution backend': () =>
    kit.checkLaws(kit.executionBackendLaws, { backend: kit.nullBackend(), countedMacs: () => 0 }),
  dataset: () => kit.checkLaws(kit.datasetLaws, kit.nullDataset()),
  'model importer': () =>
    kit.checkLaws(kit.modelImporterLaws, { importer: kit.nullImporter(), sample: kit.nullModel }),
  reporter: () => kit.checkLaws(kit.reporterLaws, kit.nullReporter()),
  'power meter': () => kit.checkLaws(kit.powerMeterLaws, { meter: kit.nullMeter() }),
  'board transport': () =>
    kit.checkLaws(kit.boardTransportLaws, { transport: kit.nullTransport() }),
};

for (const [kind, check] of Object.entries(subjects)) {
  test(`the null ${kind} keeps all laws of its kind`, async () => {
    await check();
  });
}
for (const [what, check] of Object.entries({
  'reference backend': () =>
    kit.checkLaws(kit.executionBackendLaws, { backend: kit.referenceBackend() }),
  'fake dataset': () => kit.checkLaws(kit.datasetLaws, kit.fakeDataset()),
  'JSON importer': () => {
    const importer = kit.jsonImporter();
    return kit.checkLaws(kit.modelImporterLaws, {
      importer,
      sample: importer.export(kit.smallGraph()),
    });
  },
  'fake meter': () => {
    const meter = kit.fakeMeter();
    return kit.checkLaws(kit.powerMeterLaws, { meter, lose: meter.lose });
  },
  'loop-back transport': () => {
    const transport = kit.loopbackTransport({ largestChunk: 5 });
    return kit.checkLaws(kit.boardTransportLaws, { transport, unplug: transport.unplug });
  },
  'memory store': () => kit.checkLaws(kit.runStoreLaws, kit.memoryStore),
})) {
  test(`the ${what} keeps all laws of its kind`, async () => {
    await check();
  });
}
