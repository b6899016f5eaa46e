export { graphArbitrary } from './arbitraries/graph.ts';
export { hostileText, plainText, reportArbitrary } from './arbitraries/report.ts';
export { workloadArbitrary, workloadsArbitrary } from './arbitraries/workload.ts';
export { asPlugin } from './as-plugin.ts';
export * from './demand.ts';
export { type FakeDatasetOptions, fakeDataset } from './fakes/fake-dataset.ts';
export { type FakeMeter, type FakeMeterOptions, fakeMeter } from './fakes/fake-meter.ts';
export { jsonImporter } from './fakes/json-importer.ts';
export {
  type LoopbackOptions,
  type LoopbackTransport,
  loopbackTransport,
} from './fakes/loopback-transport.ts';
export { type MemoryStore, memoryStore } from './fakes/memory-store.ts';
export { forAll } from './for-all.ts';
export { smallGraph, type TestGraphOptions } from './graphs.ts';
export { checkLaws, type Law, type LawReport, law } from './law.ts';
export { lawProofs, type Proof } from './law-proofs.ts';
export { boardTransportLaws, type TransportSubject } from './laws/board-transport.ts';
export { datasetLaws } from './laws/dataset.ts';
export { energyModelLaws } from './laws/energy-model.ts';
export { type BackendSubject, executionBackendLaws } from './laws/execution-backend.ts';
export { type ImporterSubject, modelImporterLaws } from './laws/model-importer.ts';
export { type MeterSubject, powerMeterLaws } from './laws/power-meter.ts';
export { type PruningContextOptions, pruningContext } from './laws/pruning-context.ts';
export { type PruningSubject, pruningStrategyLaws } from './laws/pruning-strategy.ts';
export { reporterLaws } from './laws/reporter.ts';
export { type RunStoreSubject, runStoreLaws } from './laws/run-store.ts';
export { type SaverSubject, trainingSaverLaws } from './laws/training-saver.ts';
export { nullBackend } from './nulls/null-backend.ts';
export * from './nulls/nulls.ts';
export { crossEntropy, type Loss } from './reference/cross-entropy.ts';
export { referenceBackend } from './reference/reference-backend.ts';
