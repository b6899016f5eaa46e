// `verilator --lint-only -Wall` of all that is built; a waiver stands beside its reason in the source.
import { configurations, parametersOf } from './configurations.mjs';
import { lint, verilatorMissing } from './verilator.mjs';
import { rtlFiles } from './workspace.mjs';

/** Those with the parameter `Lanes`. */
const configured = [
  { top: 'tensor_machine', files: [] },
  { top: 'serial_board', files: [] },
  { top: 'sim_board', files: ['sim/sim_board.sv'] },
];
const tops = [
  ...configurations.flatMap((configuration) =>
    configured.map((one) => ({ ...one, options: parametersOf(configuration) })),
  ),
  {
    top: 'icebreaker',
    files: ['boards/icebreaker/primitives.sv', 'boards/icebreaker/icebreaker.sv'],
    options: [],
  },
  { top: 'ulx3s', files: ['boards/ulx3s/primitives.sv', 'boards/ulx3s/ulx3s.sv'], options: [] },
];

/** @returns {Promise<import('./run.mjs').Result>} */
export async function lintAll() {
  const skipped = await verilatorMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const said = [];
  for (const { top, files, options } of tops) {
    const { code, output } = await lint(top, [...rtlFiles(), ...files], options);
    if (code !== 0) said.push(`${[top, ...options].join(' ')}:\n${output}`);
  }
  return {
    ok: said.length === 0,
    detail: said.join('\n') || `${tops.length} tops without a warning`,
  };
}
