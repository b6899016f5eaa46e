import { expect, test } from 'vitest';
import { ToolError } from './run.mjs';
import { runYowasp } from './yowasp.mjs';

test('a tool that fails says why, and not what it was given', async () => {
  const tree = { 'a.sv': Buffer.from('module a;\n  wire [;\nendmodule\n') };
  const run = runYowasp('yosys', ['-q', '-p', 'read_verilog -sv a.sv'], tree, ['netlist.json']);
  const error = await run.catch((reason) => reason);
  expect(error).toBeInstanceOf(ToolError);
  expect(error.message).toMatch(/^yosys failed:\na\.sv:2: ERROR: syntax error/);
  expect(error.message).not.toContain('endmodule');
});
