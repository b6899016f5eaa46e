import {
  type Calibration,
  calibratedBudget,
  measurePhases,
  type TrueMarker,
  trainingPhases,
  windowRules,
} from '@picojoule/board';
import { fitClock, type RoundTrip } from '@picojoule/link';
import type { Graph } from '@picojoule/spec';
import type { Progress } from '../terminal/progress.ts';
import { measuringStopped } from './errors.ts';
import type { Measurement } from './measurement.ts';
import type { OpenBoard } from './open-board.ts';
import { readoutOf } from './readout-of.ts';

export interface MeasureTrainingOptions {
  readonly bench: Calibration | undefined;
  /** Of the shunt. */
  readonly ohms: number;
  /** Of a window. */
  readonly seconds: number;
  readonly sensor: string;
  readonly progress: Progress;
  /** Stops measuring when it aborts. */
  readonly signal: AbortSignal;
}

const SEED = 1;
const PINGS = 20;

/**
 * Measures each phase of training a network on a board.
 *
 * @throws PicojouleError `MEASURE_INTERRUPTED`, and what measuring throws.
 */
export async function measureTraining(
  { link, simulation }: OpenBoard,
  graph: Graph,
  { bench, ohms, seconds, sensor, progress, signal }: MeasureTrainingOptions,
): Promise<Measurement> {
  const { identity } = link;
  const truths = new Map<number, { first: TrueMarker; last: TrueMarker; count: number }>();
  if (simulation !== undefined) {
    simulation.truth.onMarker = (marker) => {
      const before = truths.get(marker.id);
      const { first, count } = before ?? { first: marker, count: 0 };
      truths.set(marker.id, { first, last: marker, count: count + 1 });
    };
  }
  const trips: RoundTrip[] = [];
  const ping = async () => {
    for (let i = 0; i < PINGS; i++) trips.push(await link.ping());
  };
  const phases = await trainingPhases(link, graph, SEED);
  await ping();
  const rules = { ...windowRules, seconds };
  const total = (phases.length * (rules.windows + 1) + rules.windows) * seconds;
  const { idle, phases: measured } = await measurePhases(link, phases, {
    readout: readoutOf(bench, ohms),
    budget: bench && calibratedBudget(bench),
    rules,
    onProgress(phase, elapsed) {
      if (signal.aborted) throw measuringStopped(phase);
      progress.update('Measuring, seconds', Math.min(total, Math.floor(elapsed)), total, phase);
    },
  });
  await ping();
  const fit = fitClock(trips)!;
  return {
    network: graph.name,
    board: identity.board,
    bitstream: identity.bitstream,
    sensor,
    simulated: identity.simulated,
    shunt: ohms,
    ...(bench && { calibration: bench }),
    window: seconds,
    clock: {
      drift: 1e6 * (fit.rate / (identity.clock / 1000) - 1),
      uncertainty: fit.uncertainty,
    },
    idle: { name: 'idle', ...idle },
    phases: measured.map(({ id, ...phase }) => {
      const truth = truths.get(id);
      if (truth === undefined) return phase;
      const { first, last, count } = truth;
      return { ...phase, truth: (last.joules - first.joules) / (count - 1) };
    }),
  };
}
