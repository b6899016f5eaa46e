import type { PredictedSign, StepPlan } from '@picojoule/spec';
import { demand } from '../demand.ts';
import type { Law } from '../law.ts';
import { referenceBackend } from '../reference/reference-backend.ts';
import {
  type BackendSubject,
  backendLaw,
  demandTensors,
  largest,
  lawGraph,
  momentum,
  trainSteps,
  trains,
  withTraining,
} from './backend-subject.ts';

const ruleLaw = (
  name: string,
  check: (subject: BackendSubject) => Promise<void>,
  rule: 'sign' | 'predicted-sign' | 'any predictor',
) =>
  backendLaw(name, check, (subject) => {
    const { updateRules, gradientRules, predictor } = subject.backend.capabilities;
    const rules: string[] = [...updateRules, ...gradientRules];
    if (rules.includes('predicted-sign') && predictor === undefined) rules.push('any predictor');
    return trains(subject) && rules.includes(rule);
  });

const RATE = 0.01;
const weights = lawGraph.nodes.flatMap(({ op, inputs }) =>
  op === 'Conv' || op === 'Gemm' ? [inputs[1]!] : [],
);
const predictedFrom = (activationBits: number, gradientBits: number): PredictedSign => ({
  kind: 'predicted-sign',
  activationBits,
  gradientBits,
  beta: 0.05,
});

/** Signs predicted as the backend can, and updated by where nothing else can be done with them. */
export function predictingPlan({ backend }: BackendSubject): StepPlan {
  const { predictor } = backend.capabilities;
  if (predictor === undefined) return { gradientRule: { '*': predictedFrom(4, 4) } };
  const { activationBits, gradientBits } = predictor;
  const rule = predictedFrom(activationBits, gradientBits);
  return { gradientRule: { '*': rule }, update: { '*': 'sign' } };
}

/** One step after two plain ones, so that there is momentum. */
const stepUnder = (subject: BackendSubject, plan: StepPlan) =>
  withTraining(subject, async (session) => {
    await trainSteps(session, 0, 2);
    const before = await session.checkpoint();
    const [result] = await trainSteps(session, 2, 3, { plan, learningRate: RATE });
    return { result: result!, before, after: await session.checkpoint() };
  });

/** Laws of backends that update by signs or predict them. */
export const backendRuleLaws: readonly Law<BackendSubject>[] = [
  ruleLaw(
    'an update by sign moves each weight by the learning rate, beside its decay',
    async (subject) => {
      const { before, after } = await stepUnder(subject, { update: { '*': 'sign' } });
      for (const name of weights) {
        const moved = after.parameters[name]!.values;
        // A learning rate, a decay and a weight may each be rounded.
        const unit = (subject.tolerance ?? 0) * largest(moved);
        const rounded = 1e-3 + (3 * unit) / RATE;
        before.parameters[name]!.values.forEach((value: number, i: number) => {
          const sign = (value - moved[i]!) / RATE - momentum.weightDecay * value;
          const off = Math.min(...[-1, 0, 1].map((one) => Math.abs(sign - one)));
          demand(off < rounded, `${name}[${i}] moved by ${sign} times the learning rate`);
        });
      }
      demandTensors(subject, after.optimizer, before.optimizer, 'momentum');
    },
    'sign',
  ),
  ruleLaw(
    'signs predicted from all bits are those of the gradient',
    async (subject) => {
      const update = { '*': 'sign' } as const;
      const gradientRule = { '*': predictedFrom(32, 32) };
      const [predicted, plain] = [
        await stepUnder(subject, { update, gradientRule }),
        await stepUnder(subject, { update }),
      ];
      const { after, result } = predicted;
      demandTensors(subject, after.parameters, plain.after.parameters, 'parameters');
      for (const [node, { wrong }] of Object.entries(result.signs ?? {})) {
        demand(wrong === 0, `"${node}": ${wrong} signs are wrong`);
      }
    },
    'any predictor',
  ),
  ruleLaw(
    'signs predicted from few bits are as the contract defines, and so are their statistics',
    async (subject) => {
      const plan = { gradientRule: { '*': predictedFrom(4, 4) }, update: { '*': 'sign' } } as const;
      const [found, expected] = [
        await stepUnder(subject, plan),
        await stepUnder({ backend: referenceBackend() }, plan),
      ];
      const near = { ...subject, tolerance: Math.max(subject.tolerance ?? 0, 1e-4) };
      demandTensors(near, found.after.parameters, expected.after.parameters, 'parameters');
      const [told, right] = [found, expected].map(({ result }) => JSON.stringify(result.signs));
      demand(sorted(told) === sorted(right), `the statistics are ${told}, not ${right}`);
    },
    'any predictor',
  ),
  ruleLaw(
    'a bounded prediction states the bound of the contract, and none else does',
    async (subject) => {
      const rule = predictedFrom(4, 6);
      const plan = (bounded: boolean): StepPlan => ({
        gradientRule: { '*': { ...rule, bounded } },
      });
      const [found, expected, unbounded] = [
        await stepUnder(subject, plan(true)),
        await stepUnder({ backend: referenceBackend() }, plan(true)),
        await stepUnder(subject, plan(false)),
      ].map(({ result }) => Object.entries(result.signs ?? {}));
      const limits = Object.fromEntries(expected!);
      for (const [node, { bound }] of found!) {
        const right = limits[node]?.bound ?? Number.NaN;
        const near = Math.abs((bound ?? Number.NaN) - right) <= 1e-3 * (1 + right);
        demand(near, `"${node}": the bound is ${bound}, not ${right}`);
      }
      demand(found!.length === expected!.length, `${found!.length} layers are bounded`);
      const told = unbounded!.filter(([, { bound }]) => bound !== undefined);
      demand(told.length === 0, `${told.length} layers state a bound unasked`);
    },
    'any predictor',
  ),
  ruleLaw(
    'a predictor and its remainder stand in the ledger under their names',
    async (subject) => {
      const { ledger } = (await stepUnder(subject, predictingPlan(subject))).result;
      const layers = lawGraph.nodes.filter(({ op }) => op === 'Conv' || op === 'Gemm');
      for (const { name } of layers) {
        const rows = ledger.filter(({ node }) => node === name);
        const [predictor, remainder, plain] = (
          ['predictor', 'remainder', 'weight-gradient'] as const
        ).map((pass) => rows.find((row) => row.pass === pass));
        const named = predictor !== undefined && remainder !== undefined && plain === undefined;
        demand(named, `"${name}" has rows of ${rows.map(({ pass }) => pass).join(', ')}`);
        const { emulated, nominal } = remainder!.macs;
        demand(emulated <= nominal, `"${name}" does ${emulated} of ${nominal} MACs a second time`);
      }
    },
    'predicted-sign',
  ),
];

/** The same statistics in the order of the nodes' names. */
function sorted(json: string | undefined): string {
  const signs = JSON.parse(json ?? '{}') as Record<string, unknown>;
  return JSON.stringify(Object.entries(signs).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
