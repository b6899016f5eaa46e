import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkPackages } from '../../link-packages.ts';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['prune', 'model.onnx', '--strategy', 'magnitud'],
  exitCode: 2,
  stderr: [/USAGE_PLUGIN_UNKNOWN: /, /Known here: energy-aware, magnitude;/],
  prepare(folder) {
    linkPackages(folder, ['@picojoule/prune', '@picojoule/spec']);
    writeFileSync(
      join(folder, 'pj.config.ts'),
      `import { energyAware, magnitude } from '@picojoule/prune';
export default { model: 'model.onnx', prune: { strategies: [energyAware(), magnitude()], bound: 1 } };
`,
    );
  },
});
