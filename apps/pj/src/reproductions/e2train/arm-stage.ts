import { bitProductsOf, executedShares, totalMacs, train } from '@picojoule/core';
import type { LedgerRow } from '@picojoule/spec';
import { type Bench, once } from '../../main-job/bench.ts';
import { totalSigns } from '../../main-job/total-signs.ts';
import type { ArmPlan } from './arm.ts';
import { type ArmRecord, armRecord } from './arm-record.ts';
import { elapsedFile } from './elapsed.ts';
import { watchCurve } from './watch-curve.ts';

export interface ArmStageOptions extends ArmPlan {
  /** Of the run: its files. */
  readonly part: string;
  readonly learningRate: number;
  /** Looks at the held-out images on the way, in equal distances of plain training. */
  readonly looks: number;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Trains one arm, or goes on with it; record and network are kept in the run. */
export async function armStage(bench: Bench, options: ArmStageOptions): Promise<ArmRecord> {
  const { part, savers, steps, learningRate, looks, patience, now } = options;
  const { run, settings, dataset, sets, backend, random, progress, signal } = bench;
  return once(bench, part, armRecord, async () => {
    const every = Math.max(1, Math.floor(steps / looks));
    const curve = await watchCurve(bench, { part, every, patience, now });
    const { batchSize, warmUp, momentum, weightDecay } = settings.train;
    const { graph, ledger, ...result } = await train({
      ...{ dataset, backend, savers, random, part, store: run, progress, signal },
      ...{ batchSize, warmUp, momentum, weightDecay, learningRate },
      graph: bench.graph,
      images: sets.training,
      length: { steps },
      seed: settings.seed,
      // A look and its checkpoint fall together, so that no interval is timed twice.
      checkpointEvery: every,
      watch: curve.watch,
    }).catch(async (error: unknown) => {
      if (signal.aborted) await curve.stop();
      throw error;
    });
    const { scheduled, reached, executed } = result;
    const points = await curve.finish({ step: reached, executed }, { graph, ledger });
    await run.writeGraph(`${part}.graph`, graph);
    await run.remove(`${part}.checkpoint`);
    await run.remove(elapsedFile(part));
    const { seconds, energy } = points.at(-1)!;
    const signs = totalSigns(result.signs);
    const shares = Object.entries(executedShares(graph, ledger)).slice(1);
    return {
      ...{ part, seed: settings.seed, learningRate, scheduled, executed, energy, seconds },
      macs: totalMacs(ledger),
      passes: passesOf(ledger),
      bitProducts: bitProductsOf(ledger),
      ...(signs && { signs }),
      shares: Object.fromEntries(shares),
      curve: points,
    };
  });
}

/** Emulated MACs by pass. */
function passesOf(ledger: readonly LedgerRow[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { pass, macs } of ledger) sums[pass] = (sums[pass] ?? 0) + macs.emulated;
  return sums;
}
