import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NOW = '2026-01-01T00:00:00.000Z';
const MANIFEST = {
  ...{ format: 1, name: 'run', status: 'done', created: NOW, updated: NOW, seed: 1 },
  ...{ config: {}, provenance: ['modelled'], sessions: [], details: {} },
};
const NETWORK = {
  ...{ name: 'dense', file: 'dense.onnx', accuracy: 0.9, testImages: 100 },
  ...{ nonZeroWeights: 10, weights: 20, effectualMacs: 5, denseMacs: 10, energy: 100 },
  layers: [{ layer: 'fc', energy: { ifmap: 10, ofmap: 20, weight: 30, computation: 40 } }],
  ...{ unpriced: [], otherEnergies: {} },
};
const RESULTS = {
  ...{ title: 'finished', backend: 'b', dataset: 'd', seed: 1, seconds: {} },
  energy: { model: 'm', unit: 'MAC', batch: 16, bits: 16 },
  ...{ trainings: [], checks: [], prunings: [], networks: [NETWORK] },
};

/** Fills a folder as a run that is done leaves it, with results of one network, or others. */
export function writeFinishedRun(folder: string, results: unknown = RESULTS): void {
  writeFileSync(join(folder, 'run.json'), JSON.stringify(MANIFEST));
  writeFileSync(join(folder, 'results.json'), JSON.stringify(results));
}
