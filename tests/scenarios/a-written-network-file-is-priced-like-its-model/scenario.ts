import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quickstartNet } from '@picojoule/nets';
import { exportOnnx } from '@picojoule/onnx';
import { runCli } from '../../built-cli.ts';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--format', 'tool', '--write-network', 'network.txt'],
  exitCode: 0,
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), exportOnnx(quickstartNet({ seed: 1 }))),
  async after(folder, stdout) {
    const args = ['estimate', 'network.txt', '--format', 'tool'];
    const again = await runCli(args, { cwd: folder });
    if (again.stdout !== stdout) throw new Error(`${stdout}\nis not\n${again.stdout}`);
  },
});
