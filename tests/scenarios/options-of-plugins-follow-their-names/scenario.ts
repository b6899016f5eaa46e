import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: [
    'estimate',
    'network.txt',
    '--compare',
    'eyeriss,eyeriss:chip=jssc17:costs.DRAM=100,eyeriss:{"chip":"jssc17","counting":"nn-dataflow"}',
  ],
  exitCode: 0,
  stdout: [
    /^eyeriss: eyeriss \(isca16, significance-map\)\./m,
    /costs\.DRAM=100: eyeriss \(jssc17, significance-map, DRAM costs 100\)\./,
    /"nn-dataflow"\}: eyeriss\s\(jssc17, significance-map, nn-dataflow\)\./,
  ],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    ),
});
