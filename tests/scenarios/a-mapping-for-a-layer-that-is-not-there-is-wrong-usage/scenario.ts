import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: [
    'estimate',
    'network.txt',
    '--energy',
    'eyeriss:mapping={"CONV2":{"p":1,"q":1,"r":1,"t":1,"e":1,"n":1,"m":1}}',
  ],
  exitCode: 2,
  stderr: [/There is no layer "CONV2"/, /Its layers: layer 1/],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    ),
});
