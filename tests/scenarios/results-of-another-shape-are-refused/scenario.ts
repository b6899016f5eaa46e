import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const manifest = {
  ...{ format: 1, name: 'run', status: 'done', created: NOW, updated: NOW, seed: 1 },
  ...{ config: {}, provenance: ['modelled'], sessions: [], details: {} },
};

export default defineScenario({
  args: ['report', '.'],
  exitCode: 1,
  stderr: [/RUN_RECORD: .*results\.json .*, at title: /, /delete it/],
  prepare(folder) {
    writeFileSync(join(folder, 'run.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'results.json'), '{}');
  },
});
