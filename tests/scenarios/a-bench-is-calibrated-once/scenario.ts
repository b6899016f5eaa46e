import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['calibrate', '--seconds', '2', '--sensor', '3'],
  exitCode: 0,
  stdout: [/simulated/, /bench\.json, dated \d{4}-/, /ppm/],
  stderr: [/0\.000 mA: read/],
  after(folder) {
    const path = join(folder, 'bench.json');
    const { date, simulated, readings } = JSON.parse(readFileSync(path, 'utf8'));
    expect(simulated).toBe(true);
    expect(Number.isNaN(Date.parse(date))).toBe(false);
    expect(readings.length).toBe(4);
  },
});
