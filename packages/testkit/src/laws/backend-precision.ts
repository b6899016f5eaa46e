import type { LedgerRow, StepPlan } from '@picojoule/spec';
import { demand } from '../demand.ts';
import type { Law } from '../law.ts';
import { referenceBackend } from '../reference/reference-backend.ts';
import {
  type BackendSubject,
  backendLaw,
  demandTensors,
  lawGraph,
  plainOptimizer,
  trainSteps,
  trains,
  withSession,
} from './backend-subject.ts';

const precisionLaw = (name: string, check: (subject: BackendSubject) => Promise<void>) =>
  backendLaw(
    name,
    check,
    (subject) => trains(subject) && subject.backend.capabilities.emulatedBits.length > 0,
  );

/** The widths nearest to 4 and 8 bits for all layers but the first, which stays as it is. */
function narrow({ backend }: BackendSubject): NonNullable<StepPlan['precision']> {
  const nearest = (bits: number) =>
    backend.capabilities.emulatedBits.toSorted(
      (a, b) => Math.abs(a - bits) - Math.abs(b - bits),
    )[0]!;
  const [low, high] = [nearest(4), nearest(8)];
  return {
    '*': { activation: low, weight: high, gradient: low },
    conv1: { activation: 32, weight: 32, gradient: 32 },
  };
}

const step = (subject: BackendSubject, plan: StepPlan) =>
  withSession(
    subject,
    async (session) => {
      const [result] = await trainSteps(session, 1, 2, { plan, learningRate: 1 });
      return { result: result!, parameters: await session.readTensors() };
    },
    { optimizer: plainOptimizer },
  );

const executed = (rows: readonly LedgerRow[]) =>
  rows.reduce((sum, { macs }) => sum + macs.executed, 0);

/** Laws of backends that emulate low precision. */
export const backendPrecisionLaws: readonly Law<BackendSubject>[] = [
  precisionLaw('a narrow step rounds as the contract defines', async (subject) => {
    const plan = { precision: narrow(subject) };
    const [found, expected] = [
      await step(subject, plan),
      await step({ backend: referenceBackend() }, plan),
    ];
    const near = { ...subject, tolerance: Math.max(subject.tolerance ?? 0, 1e-4) };
    demandTensors(near, found.parameters, expected.parameters, 'parameters');
    const off = Math.abs(found.result.loss - expected.result.loss);
    demand(off < 1e-4, `the loss is ${found.result.loss}, not ${expected.result.loss}`);
  }),
  precisionLaw('widths of 32 bits round nothing', async (subject) => {
    const plan = { precision: { '*': { activation: 32, weight: 32, gradient: 32 } } };
    const [wide, plain] = [await step(subject, plan), await step(subject, {})];
    demandTensors(subject, wide.parameters, plain.parameters, 'parameters');
  }),
  precisionLaw(
    'ledger rows carry the widths of the plan; executed MACs do not fall',
    async (subject) => {
      const precision = narrow(subject);
      const { result } = await step(subject, { precision });
      const { activation, weight, gradient } = precision['*']!;
      const layers = lawGraph.nodes.filter(({ op, name }) => op === 'Conv' && name !== 'conv1');
      const widths = {
        forward: [activation, weight],
        'input-gradient': [gradient, weight],
        'weight-gradient': [activation, gradient],
      } as const;
      for (const { name } of layers) {
        for (const [pass, [input, other]] of Object.entries(widths)) {
          const bits = result.ledger.find((row) => row.node === name && row.pass === pass)?.bits;
          const right = bits?.input === input && bits.weight === other;
          demand(right, `"${name}", ${pass}: ${JSON.stringify(bits)}, not ${input} and ${other}`);
        }
      }
      const plain = executed((await step(subject, {})).result.ledger);
      const narrowed = executed(result.ledger);
      demand(narrowed === plain, `${narrowed} MACs were executed, ${plain} in float32`);
    },
  ),
];
