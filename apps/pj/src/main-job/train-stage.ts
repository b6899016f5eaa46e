import { bitProductsOf, executedShares, totalMacs, train } from '@picojoule/core';
import { ledgerWorkloads } from '@picojoule/graph';
import type { Graph, Plugin } from '@picojoule/spec';
import { type Bench, madeBy, once } from './bench.ts';
import { deviceCycles } from './device-cycles.ts';
import { type TrainingRecord, trainingRecord } from './results.ts';
import { totalSigns } from './total-signs.ts';

/** Trains the configured network with these savers; the trained network is kept in the run. */
export async function trainStage(
  bench: Bench,
  part: string,
  savers: readonly Plugin<'saver'>[],
): Promise<{ readonly graph: Graph; readonly record: TrainingRecord }> {
  const { run, settings, dataset, sets, backend, random, progress, signal } = bench;
  const file = `${part}.graph`;
  const record = await once(bench, part, trainingRecord, async () => {
    const { epochs, ...hyperparameters } = settings.train;
    const result = await bench.timed(part, () =>
      train({
        ...{ dataset, backend, savers, random, part, store: run, progress, signal },
        ...hyperparameters,
        graph: bench.graph,
        images: sets.training,
        length: { epochs },
        seed: settings.seed,
      }),
    );
    await run.writeGraph(file, result.graph);
    await run.remove(`${part}.checkpoint`);
    const macs = totalMacs(result.ledger);
    const [model] = bench.models;
    const spent = model.estimate(ledgerWorkloads(result.graph, result.ledger));
    const inFewBits = result.ledger.some(({ bits }) => bits.input < 32 || bits.weight < 32);
    const signs = totalSigns(result.signs);
    const shares = executedShares(result.graph, result.ledger);
    const cycles = await deviceCycles(bench, result);
    const skipped = Object.values(shares).some((share) => share < 1);
    return {
      part,
      savers: savers.map((saver) => saver.name),
      scheduled: result.scheduled,
      executed: result.executed,
      executedMacs: macs.executed,
      nominalMacs: macs.nominal,
      // What is counted of a network as a whole says nothing of its training.
      ...(spent.proxy?.perImage !== false && { energy: spent.total }),
      ...(inFewBits && { bitProducts: bitProductsOf(result.ledger) }),
      ...(signs && { signs }),
      ...(cycles && { cycles }),
      ...(skipped && { executedShares: shares }),
      history: result.history,
    };
  });
  return { graph: madeBy(bench, part, file, await run.readGraph(file)), record };
}
