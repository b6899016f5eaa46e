import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['measure', '--folder', 'run'],
  exitCode: 0,
  stdout: [
    /Simulated: .*No saving can be told/s,
    /no uncertainty is stated/,
    /forward .*\n *input-gradient .*\n *weight-gradient .*\n *update .*\n *transfer .*\n *idle/,
  ],
  after(folder, stdout) {
    const read = (name: string) => JSON.parse(readFileSync(join(folder, 'run', name), 'utf8'));
    expect(read('run.json')).toMatchObject({ status: 'done', provenance: ['simulated'] });
    // A board that comes back on another port is measured in the same folder.
    expect(read('run.json').config).toEqual({
      ...{ network: 'board', seconds: 10, ohms: 1, board: 'golden' },
      sensor: expect.stringContaining('--sensor 1'),
    });
    const { simulated, phases } = read('measurement.json');
    expect(simulated).toBe(true);
    for (const { gross, net, windows } of phases) {
      expect(windows).toBe(5);
      expect([gross.uncertainty, net.uncertainty]).toEqual([undefined, undefined]);
    }
    expect(stdout).not.toMatch(/budget/);
  },
});
