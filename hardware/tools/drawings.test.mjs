import { expect, test } from 'vitest';
import { moduleOf, pageOf } from './drawings.mjs';

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
