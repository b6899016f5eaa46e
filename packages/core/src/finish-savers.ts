import type { Graph, Plugin, Session } from '@picojoule/spec';
import { callPlugin } from './call-plugin.ts';

/** Replaces what savers change of a network when it is handed out, one saver after the other. */
export async function finishSavers(
  savers: readonly Plugin<'saver'>[],
  graph: Graph,
  session: Pick<Session, 'readTensors' | 'writeTensors'>,
): Promise<void> {
  for (const saver of savers.filter((each) => each.finish !== undefined)) {
    const parameters = { ...graph.parameters, ...(await session.readTensors()) };
    const changed = callPlugin(
      saver,
      'finish',
      () => saver.finish?.({ ...graph, parameters }) ?? {},
    );
    await session.writeTensors(changed);
  }
}
