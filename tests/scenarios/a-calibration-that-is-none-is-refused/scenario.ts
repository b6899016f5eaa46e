import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['board', 'monitor', '--seconds', '1', '--fast'],
  exitCode: 1,
  prepare: (folder) => writeFileSync(join(folder, 'bench.json'), '{"format":1}'),
  stderr: [
    /POWER_CALIBRATION/,
    /bench\.json is no calibration of a bench/,
    /pj calibrate.*--bench none/,
  ],
});
