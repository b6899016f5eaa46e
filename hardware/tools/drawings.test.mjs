import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawingOf, moduleOf, pageOf } from './drawings.mjs';
import { inHardware, rtlFiles } from './workspace.mjs';

test('a module is drawn with its ports, their widths, and what stands in it', () => {
  const module = moduleOf('rtl/cobs_encoder.sv');
  const page = pageOf(module, 'cycle 0 1');
  for (const { name, isInput } of module.ports) {
    expect(page).toMatch(isInput ? new RegExp(`${name}\\S* -->\\|`) : new RegExp(`\\|--> ${name}`));
  }
  expect(module.ports.map(({ name }) => name)).toContain('data_i');
  expect(page).not.toContain('clk_i');
  expect(page).toContain('u_memory: block_ram');
  expect(page).toContain('cycle 0 1');
});

const drawn = rtlFiles()
  .map((file) => moduleOf(file))
  .filter(({ ports }) => ports.length > 0);

// Cycles are of a run of the verilated board, which this does not repeat.
test.for(drawn)('the page of $name has its ports of today', (module) => {
  const page = readFileSync(inHardware(`doc/modules/${module.name}.md`), 'utf8');
  expect(page.startsWith(drawingOf(module)), 'npm run hardware -- drawings').toBe(true);
});
