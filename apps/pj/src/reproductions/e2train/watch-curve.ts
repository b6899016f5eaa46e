import { join } from 'node:path';
import { evaluate, imageClassifier, type TrainingView, type Watch } from '@picojoule/core';
import type { Graph, LedgerRow, Session } from '@picojoule/spec';
import * as v from 'valibot';
import type { Bench } from '../../main-job/bench.ts';
import { checkRecord } from '../../main-job/check-record.ts';
import { type CurvePoint, curvePoint } from './arm-record.ts';
import { outOfPatience } from './early-stopping.ts';
import { elapsedOf } from './elapsed.ts';
import { energyOf } from './energy-of.ts';

interface CurveOptions {
  readonly part: string;
  /** Scheduled steps from one point to the next. */
  readonly every: number;
  /** Points without a new best after which the training ends; it never does when absent. */
  readonly patience?: number | undefined;
  /** Milliseconds. */
  readonly now: () => number;
}

interface Curve {
  readonly watch: Watch;
  /** Keeps the seconds of a training that was stopped. */
  stop(): Promise<void>;
  /** The curve with its last point, of the network that was handed out. */
  finish(
    last: Omit<CurvePoint, 'seconds' | 'energy' | 'accuracy'>,
    at: Finished,
  ): Promise<CurvePoint[]>;
}

interface Finished {
  readonly graph: Graph;
  readonly ledger: readonly LedgerRow[];
}

/** Accuracy on the held-out images. */
async function heldOutAccuracy(
  { dataset, sets, graph }: Bench,
  session: Pick<Session, 'run'>,
): Promise<number> {
  const classifier = imageClassifier(graph, dataset);
  const split = 'train';
  return (await evaluate({ session, classifier, dataset, split, indices: sets.heldOut })).accuracy;
}

/**
 * Follows a training: accuracy, energy and seconds at regular steps, kept in the run, so that one that was
 * stopped goes on, and its seconds are those of all its pieces. Of one that was killed, work and seconds
 * since the last point are lost.
 */
export async function watchCurve(bench: Bench, options: CurveOptions): Promise<Curve> {
  const { part, every, patience, now } = options;
  const file = `${part}.curve.json`;
  const kept = await bench.run.readJson(file);
  let points: CurvePoint[] =
    kept === undefined
      ? []
      : checkRecord(join(bench.run.directory, file), v.array(curvePoint), kept);
  const elapsed = await elapsedOf(bench, part, now);

  return {
    watch: {
      every,
      async look({ step, executed, ledger, graph, session }: TrainingView) {
        // A point of a step that was trained again is replaced.
        points = points.filter((point) => point.step < step);
        const seconds = await elapsed.stop();
        const accuracy = await heldOutAccuracy(bench, session);
        const energy = energyOf(bench, graph, ledger);
        points.push({ step, executed, accuracy, energy, seconds });
        await bench.run.writeJson(file, points as never);
        elapsed.start();
        const seen = points.map((point) => point.accuracy);
        return patience !== undefined && outOfPatience(seen, patience);
      },
    },
    async stop() {
      await elapsed.stop();
    },
    async finish({ step, executed }, { graph, ledger }) {
      const seconds = await elapsed.stop();
      // A look that ended the training was of the same step, before savers had finished.
      points = points.filter((point) => point.step < step);
      const session = await bench.backend.open(graph, { seed: bench.settings.seed });
      try {
        const accuracy = await heldOutAccuracy(bench, session);
        const energy = energyOf(bench, graph, ledger);
        return [...points, { step, executed, accuracy, energy, seconds }];
      } finally {
        await session.close();
      }
    },
  };
}
