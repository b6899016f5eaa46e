import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../built-cli.ts';
import { defineScenario } from '../../scenario.ts';

const LINE = '1,27,27,96,1,0,16,5,5,48,256,0,16,27,27,256,1,0,16,1,1,2,2,2,2\n';
const args = ['estimate', 'network.txt', '--write-network', 'mine.txt'];

export default defineScenario({
  args,
  exitCode: 1,
  stderr: [/FILE_EXISTS: .*mine\.txt is there already/, /--force/],
  prepare(folder) {
    writeFileSync(join(folder, 'network.txt'), LINE);
    writeFileSync(join(folder, 'mine.txt'), 'mine');
  },
  async after(folder) {
    const written = () => readFileSync(join(folder, 'mine.txt'), 'utf8');
    if (written() !== 'mine') throw new Error('it changed');
    await runCli([...args, '--force'], { cwd: folder });
    if (written() !== LINE) throw new Error('it was not replaced');
  },
});
