// `verilator --lint-only -Wall` of all that is built; a waiver stands beside its reason in the source.
import { lint, verilatorMissing } from './verilator.mjs';
import { rtlFiles } from './workspace.mjs';

const tops = [
  { top: 'tensor_machine', files: [] },
  { top: 'serial_board', files: [] },
  { top: 'serial_machine', files: [] },
  { top: 'sim_board', files: ['sim/sim_board.sv'] },
  {
    top: 'icebreaker',
    files: ['boards/icebreaker/primitives.sv', 'boards/icebreaker/icebreaker.sv'],
  },
  { top: 'ulx3s', files: ['boards/ulx3s/primitives.sv', 'boards/ulx3s/ulx3s.sv'] },
];

/** @returns {Promise<import('./run.mjs').Result>} */
export async function lintAll() {
  const skipped = await verilatorMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const said = [];
  for (const { top, files } of tops) {
    const { code, output } = await lint(top, [...rtlFiles(), ...files]);
    if (code !== 0) said.push(`${top}:\n${output}`);
  }
  return {
    ok: said.length === 0,
    detail: said.join('\n') || `${tops.length} tops without a warning`,
  };
}
