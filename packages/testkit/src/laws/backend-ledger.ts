import type { LedgerRow, StepPlan } from '@picojoule/spec';
import { demand } from '../demand.ts';
import type { Law } from '../law.ts';
import { predictingPlan } from './backend-rules.ts';
import {
  type BackendSubject,
  backendLaw,
  imagesOf,
  lawGraph,
  trainSteps,
  trains,
  withSession,
  withTraining,
} from './backend-subject.ts';

const BATCH = 4;
const block = lawGraph.blocks[0]!;
const skips = ({ backend }: BackendSubject) => backend.capabilities.blockSkipping;

async function rowsOfEverything(subject: BackendSubject): Promise<LedgerRow[]> {
  const run = await withSession(subject, (session) => session.run(imagesOf(1)));
  if (!trains(subject)) return [...run.ledger];
  const rows = [...run.ledger];
  for (const plan of plansFor(subject)) {
    const steps = await withTraining(subject, (session) => trainSteps(session, 3, 5, { plan }));
    rows.push(...steps.flatMap(({ ledger }) => ledger));
  }
  return rows;
}

/** A plain step and one for each kind of plan that a backend takes. */
function plansFor(subject: BackendSubject): StepPlan[] {
  const { backend } = subject;
  const { blockSkipping, emulatedBits, gradientRules, updateRules } = backend.capabilities;
  const [bits = 32] = emulatedBits;
  const widths = { activation: bits, weight: bits, gradient: bits };
  const plans: readonly (readonly [boolean, StepPlan])[] = [
    [true, {}],
    [blockSkipping !== 'none', { blocks: { [block.name]: [] } }],
    [blockSkipping === 'image', { blocks: { [block.name]: [1, 3] } }],
    [updateRules.includes('frozen'), { update: { conv1: 'frozen' } }],
    [updateRules.includes('sign'), { update: { '*': 'sign' } }],
    [emulatedBits.length > 0, { precision: { '*': widths } }],
    [gradientRules.includes('predicted-sign'), predictingPlan(subject)],
  ];
  return plans.flatMap(([able, plan]) => (able ? [plan] : []));
}

const countsOf = ({ macs }: LedgerRow) =>
  Object.entries(macs).filter(([, count]) => count !== undefined);

/** Laws of the rows that calls return. */
export const backendLedgerLaws: readonly Law<BackendSubject>[] = [
  backendLaw('ledger rows count work that is finite and not negative', async (subject) => {
    for (const row of await rowsOfEverything(subject)) {
      const where = `${row.node}, ${row.pass}`;
      for (const [name, count] of countsOf(row)) {
        demand(Number.isFinite(count) && count >= 0, `${where}: ${count} ${name} MACs`);
      }
      const { effectual = 0, nominal } = row.macs;
      demand(effectual <= nominal, `${where}: ${effectual} effectual MACs of ${nominal}`);
      const whole = Number.isInteger(row.samples) && row.samples > 0 && row.samples <= BATCH;
      demand(whole, `${where}: ${row.samples} of ${BATCH} images`);
    }
  }),
  backendLaw('densities of ledger rows lie in [0, 1], widths above 0', async (subject) => {
    for (const row of await rowsOfEverything(subject)) {
      for (const operand of ['input', 'weight', 'output'] as const) {
        const density = row.density?.[operand] ?? 1;
        demand(density >= 0 && density <= 1, `${row.node}: ${operand} density ${density}`);
        demand(row.bits[operand] > 0, `${row.node}: ${operand} of ${row.bits[operand]} bits`);
      }
    }
  }),
  backendLaw('ledger rows name nodes of the graph, each with its operator', async (subject) => {
    const operators = new Map<string, string>(lawGraph.nodes.map(({ name, op }) => [name, op]));
    const { dtype } = subject.backend.capabilities;
    for (const row of await rowsOfEverything(subject)) {
      const expected = operators.get(row.node);
      demand(expected === row.op, `a row names ${row.op} "${row.node}", the graph ${expected}`);
      demand(row.dtype === dtype, `a row is of ${row.dtype}, the capabilities say ${dtype}`);
    }
  }),
  backendLaw(
    'executed MACs equal those of the kernels launched, counted outside',
    async (subject) => {
      const before = subject.countedMacs?.() ?? 0;
      const rows = await rowsOfEverything(subject);
      const counted = (subject.countedMacs?.() ?? 0) - before;
      const stated = rows.reduce((sum, { macs }) => sum + macs.executed, 0);
      demand(counted === stated, `the ledger states ${stated} MACs, ${counted} were counted`);
    },
    ({ countedMacs }) => countedMacs !== undefined,
  ),
  backendLaw(
    'ledger rows of a training step carry its number',
    (subject) =>
      withTraining(subject, async (session) => {
        const [first, second] = await trainSteps(session, 7, 9);
        for (const [step, result] of [[7, first!] as const, [8, second!] as const]) {
          const other = result.ledger.find((row) => row.step !== step);
          demand(other === undefined, `a row of step ${step} carries ${other?.step}`);
        }
      }),
    trains,
  ),
  backendLaw(
    'a block skipped whole makes no ledger rows',
    (subject) =>
      withTraining(subject, async (session) => {
        const plan = { blocks: { [block.name]: [] } };
        const [result] = await trainSteps(session, 0, 1, { plan });
        const row = result!.ledger.find(({ node }) => block.branch.includes(node));
        demand(row === undefined, `"${row?.node}" of the skipped block made a ${row?.pass} row`);
        demand(Number.isFinite(result!.loss), `the loss is ${result!.loss}`);
      }),
    (subject) => trains(subject) && skips(subject) !== 'none',
  ),
  backendLaw(
    'a block skipped for some images makes rows for the others alone',
    (subject) =>
      withTraining(subject, async (session) => {
        const plan = { blocks: { [block.name]: [0, 2] } };
        const [result] = await trainSteps(session, 0, 1, { plan });
        const rows = result!.ledger.filter(({ node }) => block.branch.includes(node));
        const other = rows.find(({ samples }) => samples !== 2);
        demand(other === undefined, `"${other?.node}" ran ${other?.samples} images, not 2`);
      }),
    (subject) => trains(subject) && skips(subject) === 'image',
  ),
];
