import type {
  Block,
  ExecutionBackend,
  Graph,
  LedgerRow,
  Precision,
  PredictedSign,
  Session,
  SessionOptions,
  StepPlan,
  Tensor,
  Tensors,
} from '@picojoule/spec';
import { test } from 'vitest';
import { lawProofs } from '../law-proofs.ts';
import { referenceBackend } from '../reference/reference-backend.ts';
import { type BackendSubject, executionBackendLaws } from './execution-backend.ts';

/** Counts what the ledger states, as an honest wrapper around the kernels would. */
function counted(): BackendSubject {
  let sum = 0;
  const { backend } = changed((session) => ({
    async run(inputs, options) {
      const result = await session.run(inputs, options);
      sum += executedOf(result.ledger);
      return result;
    },
    async train(step) {
      const result = await session.train(step);
      sum += executedOf(result.ledger);
      return result;
    },
  }))();
  return { backend, countedMacs: () => sum };
}

const executedOf = (rows: readonly LedgerRow[]) =>
  rows.reduce((total, { macs }) => total + macs.executed, 0);

type Change = (session: Session, graph: Graph, options: SessionOptions) => Partial<Session>;

function changed(change: Change): () => BackendSubject {
  const { capabilities, open } = referenceBackend();
  const backend: ExecutionBackend = {
    capabilities,
    async open(graph, options) {
      const session = await open(graph, options);
      return { ...session, ...change(session, graph, options) };
    },
  };
  return () => ({ backend });
}

const rows = (map: (row: LedgerRow) => LedgerRow) =>
  changed((session) => ({
    async run(inputs, options) {
      const result = await session.run(inputs, options);
      return { ...result, ledger: result.ledger.map(map) };
    },
    async train(step) {
      const result = await session.train(step);
      return { ...result, ledger: result.ledger.map(map) };
    },
  }));

const planned = (map: (plan: StepPlan) => StepPlan) =>
  changed((session) => ({ train: (step) => session.train({ ...step, plan: map(step.plan) }) }));

const changedPrediction = (plan: StepPlan, change: Partial<PredictedSign>): StepPlan => {
  const rule = plan.gradientRule?.['*'];
  if (rule === undefined || rule === 'exact') return plan;
  return { ...plan, gradientRule: { '*': { ...rule, ...change } } };
};

const changedWidths = (plan: StepPlan, change: (widths: Precision) => Precision): StepPlan => {
  const { precision } = plan;
  if (precision === undefined) return plan;
  const changedOnes = Object.entries(precision).map(([node, one]) => [node, change(one)] as const);
  return { ...plan, precision: Object.fromEntries(changedOnes) };
};

const times = (tensor: Tensor, factor: number): Tensor => ({
  ...tensor,
  values: tensor.values.map((value) => value * factor),
});
const all = (tensors: Tensors, map: (tensor: Tensor, name: string) => Tensor): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, map(value, name)]));

const broken: Record<string, () => BackendSubject> = {
  'run is a function of parameters and inputs': () => {
    let calls = 1;
    return changed((session) => ({
      async run(inputs, options) {
        const result = await session.run(inputs, options);
        calls += 1e-3;
        return { ...result, tensors: all(result.tensors, (tensor) => times(tensor, calls)) };
      },
    }))();
  },
  'an image gives the same output whatever stands beside it': changed((session) => ({
    async run(inputs, options) {
      const result = await session.run(inputs, options);
      const [batch] = inputs.x!.shape;
      return { ...result, tensors: all(result.tensors, (tensor) => times(tensor, batch!)) };
    },
  })),
  'inputs, graph and what was returned stay as they are': changed((session) => ({
    async run(inputs, options) {
      const result = await session.run(inputs, options);
      inputs.x!.values[0]! += 1;
      return result;
    },
  })),
  'densities are the shares of non-zeros of their values': changed((session) => ({
    async run(inputs, options) {
      const result = await session.run(inputs, options);
      const sparse = Object.entries(result.densities).map(([name, share]) => [name, 1 - share]);
      return { ...result, densities: Object.fromEntries(sparse) };
    },
  })),
  'open names every operator that it cannot run, with its node': () => {
    const { capabilities, open } = referenceBackend();
    return {
      backend: {
        capabilities,
        open: (graph, options) => open({ ...graph, nodes: graph.nodes.slice(0, -1) }, options),
      },
    };
  },
  'tensors read are those written, and only these change': changed((session) => ({
    readTensors: () => session.readTensors(),
  })),
  'masks written or in the graph hold their elements at zero': changed((session) => ({
    writeTensors: (tensors) => session.writeTensors(tensors),
  })),
  'after close every call rejects': changed(() => ({ close: async () => {} })),
  'restore(checkpoint()) changes nothing': changed((session) => ({
    restore: ({ parameters, optimizer }) =>
      session.restore({ parameters, optimizer: all(optimizer, (tensor) => times(tensor, 0)) }),
  })),
  'a run resumed from a checkpoint equals the uninterrupted one': changed((session) => ({
    async checkpoint() {
      return { ...(await session.checkpoint()), optimizer: {} };
    },
  })),
  'a checkpoint stays what it was while training goes on': changed((session) => {
    const kept: Tensors[] = [];
    return {
      async checkpoint() {
        const checkpoint = await session.checkpoint();
        kept.push(checkpoint.parameters);
        return checkpoint;
      },
      async train(step) {
        for (const tensors of kept) for (const { values } of Object.values(tensors)) values[0] = 1;
        return session.train(step);
      },
    };
  }),
  'masked elements are zero after every call, momentum or not': changed((session) => ({
    async train(step) {
      const result = await session.train(step);
      const { 'fc.weight': weight } = await session.readTensors(['fc.weight']);
      // Lets momentum revive what was masked.
      await session.writeTensors(
        { 'fc.weight': { ...weight!, values: weight!.values.map((value) => value || 1e-6) } },
        { 'fc.weight': new Uint8Array(weight!.values.length).fill(1) },
      );
      return result;
    },
  })),
  'writing parameters keeps the state of the optimiser': changed((session) => ({
    async writeTensors(tensors, masks) {
      await session.writeTensors(tensors, masks);
      const { parameters, optimizer } = await session.checkpoint();
      const fresh = all(optimizer, (tensor, name) => times(tensor, name in tensors ? 0 : 1));
      await session.restore({ parameters, optimizer: fresh });
    },
  })),
  'the loss is the mean softmax cross-entropy before the step': changed((session) => ({
    async train(step) {
      const result = await session.train(step);
      return { ...result, loss: result.loss * step.labels.length };
    },
  })),
  'a learning rate of zero leaves the parameters as they are': changed((session) => ({
    train: (step) => session.train({ ...step, learningRate: step.learningRate + 1e-3 }),
  })),
  'frozen layers keep their parameters': planned(({ update: _, ...plan }) => plan),
  'calls are answered in order': changed((session) => ({
    async train(step) {
      await new Promise((resolve) => setTimeout(resolve, 10 - step.step));
      return session.train(step);
    },
  })),
  'naming every image of a block equals not naming the block': planned((plan) =>
    plan.blocks?.block1?.length === 4 ? { blocks: { block1: [0, 1, 2] } } : plan,
  ),
  'ledger rows count work that is finite and not negative': rows((row) => ({
    ...row,
    macs: { ...row.macs, executed: -1 },
  })),
  'densities of ledger rows lie in [0, 1], widths above 0': rows((row) => ({
    ...row,
    density: { input: 1, weight: 1.5, output: 1 },
  })),
  'ledger rows name nodes of the graph, each with its operator': rows((row) => ({
    ...row,
    node: `${row.node}/kernel`,
  })),
  'executed MACs equal those of the kernels launched, counted outside': () => ({
    ...counted(),
    countedMacs: () => 1,
  }),
  'ledger rows of a training step carry its number': rows((row) => ({ ...row, step: 0 })),
  'a narrow step rounds as the contract defines': planned((plan) =>
    changedWidths(plan, ({ gradient, ...rest }) => ({ ...rest, gradient: gradient + 1 })),
  ),
  'widths of 32 bits round nothing': planned((plan) =>
    changedWidths(plan, (widths) => ({ ...widths, weight: Math.min(16, widths.weight) })),
  ),
  'ledger rows carry the widths of the plan; executed MACs do not fall': rows((row) => ({
    ...row,
    macs: { ...row.macs, executed: (row.macs.executed * row.bits.input) / 32 },
  })),
  'an update by sign moves each weight by the learning rate, beside its decay': planned((plan) =>
    plan.update?.['*'] === 'sign' ? {} : plan,
  ),
  'signs predicted from all bits are those of the gradient': planned((plan) =>
    changedPrediction(plan, { activationBits: 3, gradientBits: 3 }),
  ),
  'signs predicted from few bits are as the contract defines, and so are their statistics': planned(
    (plan) => changedPrediction(plan, { beta: 0.2 }),
  ),
  'a bounded prediction states the bound of the contract, and none else does': changed(
    (session) => ({
      async train(step) {
        const result = await session.train(step);
        const halved = Object.entries(result.signs ?? {}).map(([node, { bound, ...counts }]) => [
          node,
          bound === undefined ? counts : { ...counts, bound: bound / 2 },
        ]);
        return { ...result, signs: Object.fromEntries(halved) };
      },
    }),
  ),
  'a predictor and its remainder stand in the ledger under their names': rows((row) => ({
    ...row,
    pass: row.pass === 'remainder' ? 'weight-gradient' : row.pass,
  })),
  'gates draw and learn as the contract defines': changed((session) => ({
    train: (step) => session.train({ ...step, step: step.step + 1 }),
  })),
  'what only gates need stands in the ledger as their work': rows((row) => ({
    ...row,
    pass: row.pass === 'gate' ? 'forward' : row.pass,
  })),
  'a plan and a gate together run the images that both keep': planned(
    ({ blocks: _, ...plan }) => plan,
  ),
  'outside training a gate keeps the images that are likelier to run': () => {
    const { capabilities, open } = referenceBackend();
    const without = ({ gate: _, ...block }: Block) => block;
    return {
      backend: {
        capabilities,
        open: (graph, options) => open({ ...graph, blocks: graph.blocks.map(without) }, options),
      },
    };
  },
  'a block skipped whole makes no ledger rows': planned((plan) =>
    plan.blocks?.block1?.length === 0 ? {} : plan,
  ),
  'a block skipped for some images makes rows for the others alone': planned((plan) =>
    plan.blocks?.block1?.length === 2 ? {} : plan,
  ),
};

for (const { name, check } of lawProofs(executionBackendLaws, counted, broken)) test(name, check);
