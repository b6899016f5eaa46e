import {
  createRandom,
  type Graph,
  type Json,
  type StepInfo,
  type StepPlan,
  type TrainingSaver,
} from '@picojoule/spec';
import { demand, demandEqual, demandUntouched } from '../demand.ts';
import { smallGraph } from '../graphs.ts';
import { type Law, law } from '../law.ts';

export interface SaverSubject {
  readonly saver: TrainingSaver;
  /** The same saver with its saving set to nothing. */
  readonly off?: TrainingSaver;
}

const STEPS = 60;
const BATCH = 8;
const SEEDS = [1, 2, 3];

const saverLaw = (
  name: string,
  check: (subject: SaverSubject) => Promise<void> | void,
  applies?: (subject: SaverSubject) => boolean,
): Law<SaverSubject> => law(name, check, applies);

const infoOf = (graph: Graph, seed: number, step: number): StepInfo => ({
  step,
  steps: STEPS,
  epoch: Math.floor(step / 20),
  batchSize: BATCH,
  learningRate: 0.1,
  graph,
  random: createRandom(seed, `saver/${step}`),
});

const resultOf = (step: number) => ({ loss: 2 / (step + 1), correct: step % BATCH, ledger: [] });
const throughJson = (state: Json): Json => JSON.parse(JSON.stringify(state)) as Json;

interface Walked {
  readonly info: () => StepInfo;
  readonly state: Json;
  readonly plan: StepPlan;
  /** After the step. */
  readonly next: Json;
}

/** The steps of one training, from `state` before step `from`. */
function walk(
  saver: TrainingSaver,
  seed: number,
  from = 0,
  state: Json = saver.initial(),
): Walked[] {
  const prepared = saver.prepare?.(lawGraph()) ?? lawGraph();
  const walked: Walked[] = [];
  let current = state;
  for (let step = from; step < STEPS; step++) {
    const info = () => infoOf(prepared, seed, step);
    const { plan, state: planned } = saver.plan(info(), current);
    const executed = plan.drop !== true;
    const next = executed ? (saver.after?.(info(), resultOf(step), planned) ?? planned) : planned;
    walked.push({ info, state: current, plan, next });
    current = next;
  }
  return walked;
}

const lawGraph = () => smallGraph({ blocks: 2 });
const walks = (saver: TrainingSaver) => SEEDS.flatMap((seed) => walk(saver, seed));

/** The laws of training savers. */
export const trainingSaverLaws: readonly Law<SaverSubject>[] = [
  saverLaw('plan is a function of its arguments, which stay as they are', async ({ saver }) => {
    for (const { info, state, plan } of walks(saver)) {
      const { graph } = info();
      const again = await demandUntouched([state, graph], 'state and graph', () =>
        saver.plan(info(), state),
      );
      demandEqual(again.plan, plan, `the second plan of step ${info().step}`);
      demandEqual(saver.plan(info(), state), again, `the third plan of step ${info().step}`);
    }
  }),
  saverLaw('the state survives JSON', ({ saver }) => {
    demandEqual(throughJson(saver.initial()), saver.initial(), 'the first state');
    for (const { next } of walks(saver)) demandEqual(throughJson(next), next, 'a state');
  }),
  saverLaw('a training that goes on from a stored state plans as if never stopped', ({ saver }) => {
    for (const seed of SEEDS) {
      const whole = walk(saver, seed);
      for (const from of [1, 7, STEPS - 3]) {
        const rest = walk(saver, seed, from, throughJson(whole[from]!.state));
        const plans = (steps: readonly Walked[]) => steps.map(({ plan }) => plan);
        demandEqual(plans(rest), plans(whole.slice(from)), `plans from step ${from} on`);
      }
    }
  }),
  saverLaw(
    'a schedule has a whole number of steps, at least one, and more for more',
    ({ saver }) => {
      let before = 0;
      for (const steps of [1, 2, 3, 10, 99, 100, 64_000]) {
        const stretched = saver.stretch?.(steps) ?? steps;
        const whole = Number.isSafeInteger(stretched) && stretched >= 1;
        demand(whole && stretched >= before, `${steps} steps become ${stretched}`);
        before = stretched;
      }
    },
    ({ saver }) => saver.stretch !== undefined,
  ),
  saverLaw('a dropped step plans nothing else', ({ saver }) => {
    for (const { plan } of walks(saver)) {
      const { drop, ...rest } = plan;
      demand(drop !== true || Object.keys(rest).length === 0, 'work is planned for a dropped step');
    }
  }),
  saverLaw('plans name what is there: blocks, nodes, images of the batch, widths', ({ saver }) => {
    for (const { info, plan } of walks(saver)) demandFits(plan, info().graph);
  }),
  saverLaw(
    'prepare leaves its graph as it is, and inputs, outputs and trained weights in place',
    async ({ saver }) => {
      const graph = lawGraph();
      const prepared = await demandUntouched(graph, 'the graph', () => saver.prepare?.(graph));
      demandEqual(prepared?.inputs, graph.inputs, 'inputs');
      demandEqual(prepared?.outputs.slice(0, graph.outputs.length), graph.outputs, 'outputs');
      for (const [name, value] of Object.entries(graph.parameters)) {
        demandEqual(prepared?.parameters[name], value, `parameter ${name}`);
      }
      demandEqual(saver.prepare?.(lawGraph()), prepared, 'prepared a second time');
    },
    ({ saver }) => saver.prepare !== undefined,
  ),
  saverLaw(
    'with its saving set to nothing it equals plain training',
    ({ off }) => {
      for (const { info, plan } of walks(off!)) demandPlain(plan, info().step);
      demandEqual(off?.stretch?.(100) ?? 100, 100, 'steps of the schedule');
      demandEqual(off?.prepare?.(lawGraph()) ?? lawGraph(), lawGraph(), 'the graph');
    },
    ({ off }) => off !== undefined,
  ),
];

function demandFits(plan: StepPlan, graph: Graph): void {
  for (const [name, images] of Object.entries(plan.blocks ?? {})) {
    demand(
      graph.blocks.some((block) => block.name === name),
      `there is no block "${name}"`,
    );
    const wrong = images.find((image) => !Number.isInteger(image) || image < 0 || image >= BATCH);
    demand(wrong === undefined, `block "${name}": the batch of ${BATCH} has no image ${wrong}`);
    demand(new Set(images).size === images.length, `block "${name}" names an image twice`);
  }
  const gated = graph.blocks.filter(({ gate }) => gate !== undefined).map(({ name }) => name);
  for (const [name, cost] of Object.entries(plan.gateCost ?? {})) {
    demand(gated.includes(name) && Number.isFinite(cost), `no gate of "${name}" can cost ${cost}`);
  }
  const rate = plan.rateOf ?? 0;
  demand(Number.isInteger(rate) && rate >= 0 && rate < STEPS, `there is no step ${rate}`);
  const batches = plan.average?.statisticsBatches ?? 1;
  demand(Number.isInteger(batches) && batches >= 1, `statistics of ${batches} batches are planned`);
  const nodes = new Set(['*', ...graph.nodes.map(({ name }) => name)]);
  for (const rules of [plan.precision, plan.gradientRule, plan.update]) {
    const unknown = Object.keys(rules ?? {}).find((name) => !nodes.has(name));
    demand(unknown === undefined, `there is no node "${unknown}"`);
  }
  for (const widths of Object.values(plan.precision ?? {})) {
    const wrong = Object.values(widths).find((bits) => !(bits >= 1 && bits <= 32));
    demand(wrong === undefined, `${wrong} bits are planned`);
  }
}

function demandPlain(plan: StepPlan, step: number): void {
  demand(plan.drop !== true, `step ${step} is dropped`);
  demand((plan.rateOf ?? step) === step, `step ${step} takes the learning rate of another`);
  demand(plan.average === undefined, `step ${step} averages the weights`);
  for (const images of Object.values(plan.blocks ?? {})) {
    demand(images.length === BATCH, `step ${step} skips images of a block`);
  }
  for (const widths of Object.values(plan.precision ?? {})) {
    demand(
      Object.values(widths).every((bits) => bits === 32),
      `step ${step} narrows a layer`,
    );
  }
  const rules = Object.values(plan.gradientRule ?? {});
  demand(
    rules.every((rule) => rule === 'exact'),
    `step ${step} changes a gradient`,
  );
  const costs = Object.values(plan.gateCost ?? {});
  demand(
    costs.every((cost) => cost === 0),
    `step ${step} makes gates cost`,
  );
  const updates = Object.values(plan.update ?? {});
  demand(
    updates.every((rule) => rule === 'sgd'),
    `step ${step} changes an update`,
  );
}
