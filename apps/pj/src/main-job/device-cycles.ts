import { imageClassifier, type TrainingResult } from '@picojoule/core';
import { type Device, type Graph, type LedgerRow, type StepResult, sizeOf } from '@picojoule/spec';
import type { Bench } from './bench.ts';
import type { CyclesRecord } from './results.ts';

/**
 * What a device counted in a training, beside what the training's ledger leads one to expect. The
 * expectation: a plain step of one image on the same device says how many cycles each layer pass takes,
 * the ledger how many images took part in it and how many products were left out.
 */
export async function deviceCycles(
  bench: Bench,
  { graph, ledger, cycles, executed, scheduled }: TrainingResult,
): Promise<CyclesRecord | undefined> {
  if (cycles === undefined) return undefined;
  const { device, step } = await plainStep(bench, graph);
  const { batchSize } = bench.settings.train;
  return expectedCycles(step, {
    ...{ ledger, macsPerCycle: device?.macsPerCycle ?? 1, cycles },
    images: { trained: executed * batchSize, scheduled: scheduled * batchSize },
  });
}

export interface CountedTraining {
  readonly ledger: readonly LedgerRow[];
  readonly macsPerCycle: number;
  readonly cycles: NonNullable<StepResult['cycles']>;
  readonly images: { readonly trained: number; readonly scheduled: number };
}

/** `plain`: a step of one image in which nothing is left out. */
export function expectedCycles(
  plain: Pick<StepResult, 'ledger' | 'cycles'>,
  { ledger, macsPerCycle, cycles, images }: CountedTraining,
): CyclesRecord {
  const plainRow = (node: string, pass: LedgerRow['pass']) =>
    plain.ledger.find((row) => row.node === node && row.pass === pass);
  const image = (plain.cycles?.total ?? 0) - (plain.cycles?.update ?? 0);
  const inPasses = sum(plain.ledger.map((row) => row.cycles ?? 0));
  // Beginnings and ends of programs.
  let expected = (image - inPasses) * images.trained;
  let [products, predictable, spared] = [0, 0, 0];
  for (const { node, pass, samples, macs } of ledger) {
    // With its predictor.
    if (pass === 'remainder') continue;
    const of = plainRow(node, pass === 'predictor' ? 'weight-gradient' : pass);
    const whole = (of?.macs.executed ?? 0) * samples;
    expected += (of?.cycles ?? 0) * samples;
    products += whole;
    if (pass !== 'predictor') continue;
    const rest = ledger.find((row) => row.node === node && row.pass === 'remainder');
    const left = whole - macs.executed - (rest?.macs.executed ?? 0);
    expected -= left / macsPerCycle;
    predictable += whole - macs.executed;
    spared += left;
  }
  return {
    counted: cycles.total,
    updates: cycles.update,
    expected: Math.round(expected),
    plain: image * images.scheduled,
    ...(predictable > 0 && { spared: spared / products, sparable: predictable / products }),
  };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/**
 * How long a device takes does not depend on what it computes with: an image of zeros will do. The second of
 * two steps, since what ends a program is counted when the next one begins.
 */
async function plainStep(
  { backend, settings, dataset }: Bench,
  graph: Graph,
): Promise<{ readonly device: Device | undefined; readonly step: StepResult }> {
  const { momentum, weightDecay, learningRate } = settings.train;
  const session = await backend.open(graph, {
    seed: settings.seed,
    optimizer: { momentum, weightDecay },
  });
  try {
    const image = new Float32Array(sizeOf(dataset.info.shape));
    const inputs = imageClassifier(graph, dataset).feed(image, 1);
    const one = { inputs, labels: Int32Array.of(0), learningRate, plan: {} };
    await session.train({ ...one, step: 0 });
    const step = await session.train({ ...one, step: 1 });
    return { device: session.device, step };
  } finally {
    await session.close();
  }
}
