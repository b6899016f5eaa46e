// The verilated board as a program with a pseudo-terminal of its own.
import { goldenIdentities } from '@picojoule/board';
import { configurations, optionsOf } from './configurations.mjs';
import { rtlBelow } from './modules.mjs';
import { build } from './verilator.mjs';
import { buildOf, filesOf } from './workspace.mjs';

/**
 * Builds the simulator, once for the same sources, and returns its path.
 *
 * @param {import('./configurations.mjs').Configuration} [configuration]
 */
export function buildSimulator(configuration = configurations[0]) {
  const { clock } = goldenIdentities[configuration.board];
  const modules = [...rtlBelow(['sim/sim_board.sv']), 'sim/sim_board.sv'];
  return build({
    name: `sim_board_${configuration.name}`,
    top: 'sim_board',
    modules,
    sources: filesOf('sim', '.cpp'),
    headers: filesOf('sim', '.h'),
    options: [
      ...optionsOf(configuration),
      ...[`-GClockHz=${clock}`, '-CFLAGS', `-DPJ_CLOCK_HZ=${clock}`],
    ],
    defines: [`PJ_BUILD=128'h${buildOf(modules)}`],
  });
}
