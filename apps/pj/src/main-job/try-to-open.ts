import type { Config, ExecutionBackend, Graph } from '@picojoule/spec';
import { isPicojouleError } from '../errors.ts';
import { pluginFails } from '../plugins/errors.ts';
import { settingsOf } from './settings.ts';

/**
 * Opens what a run will work on, and closes it: a network that the backend has no operators or no
 * memory for is refused while there is no run yet.
 *
 * @throws PicojouleError what the backend throws, `PLUGIN_FAILS`.
 */
export async function tryToOpen(
  backend: ExecutionBackend,
  graph: Graph,
  config: Config,
): Promise<void> {
  const { seed, train, fineTune } = settingsOf(config);
  const { momentum, weightDecay } = config.train ? train : fineTune;
  const { savers = [], baseline = false } = config.train ?? {};
  const prepared = preparedBy(savers, graph);
  const trains = config.train !== undefined || config.prune !== undefined;
  for (const network of baseline ? new Set([graph, prepared]) : [prepared]) {
    const options = { seed, ...(trains && { optimizer: { momentum, weightDecay } }) };
    const session = await backend.open(network, options);
    await session.close();
  }
}

function preparedBy(savers: NonNullable<Config['train']>['savers'], graph: Graph): Graph {
  return savers.reduce((network, saver) => {
    try {
      return saver.prepare?.(network) ?? network;
    } catch (error) {
      if (isPicojouleError(error)) throw error;
      throw pluginFails(saver.name, 'prepare', error);
    }
  }, graph);
}
