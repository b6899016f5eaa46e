import type { Graph, Node, StepPlan } from '@picojoule/spec';
import { tensor } from '@picojoule/spec';
import { demand, demandEqual } from '../demand.ts';
import type { Law } from '../law.ts';
import { referenceBackend } from '../reference/reference-backend.ts';
import {
  type BackendSubject,
  backendLaw,
  demandTensors,
  lawGraph,
  trainSteps,
  trains,
  withSession,
  withTraining,
} from './backend-subject.ts';

/** The law graph, its block gated by a linear layer on the means of the block's input. */
const gatedGraph: Graph = (() => {
  const gate = (op: 'GlobalAveragePool' | 'Sigmoid', x: string, y: string): Node => ({
    name: `gate.${op}`,
    op,
    inputs: [x],
    outputs: [y],
    attributes: {},
  });
  const made: Node[] = [
    gate('GlobalAveragePool', 'relu1.out', 'gate.means'),
    {
      name: 'gate.flatten',
      op: 'Flatten',
      inputs: ['gate.means'],
      outputs: ['gate.features'],
      attributes: { axis: 1 },
    },
    {
      name: 'gate.fc',
      op: 'Gemm',
      inputs: ['gate.features', 'gate.weight', 'gate.bias'],
      outputs: ['gate.logit'],
      attributes: { alpha: 1, beta: 1, transA: false, transB: true },
    },
    gate('Sigmoid', 'gate.logit', 'gate.probability'),
  ];
  const first = lawGraph.nodes.findIndex(({ name }) => name === 'block1.conv1');
  return {
    ...lawGraph,
    nodes: lawGraph.nodes.toSpliced(first, 0, ...made),
    parameters: {
      ...lawGraph.parameters,
      'gate.weight': tensor([1, 3], [0.5, -1, 2]),
      'gate.bias': tensor([1], [-0.4]),
    },
    blocks: lawGraph.blocks.map((block) => ({ ...block, gate: 'gate.probability' })),
  };
})();

const gateLaw = (name: string, check: (subject: BackendSubject) => Promise<void>) =>
  backendLaw(
    name,
    check,
    (subject) => trains(subject) && subject.backend.capabilities.gates === true,
  );

const near = (subject: BackendSubject): BackendSubject => ({
  ...subject,
  tolerance: Math.max(subject.tolerance ?? 0, 1e-4),
});

/** Four steps in a session of their own. */
const gatedSteps = (subject: BackendSubject, plan: StepPlan = {}) =>
  withTraining(
    subject,
    async (session) => {
      const results = await trainSteps(session, 0, 4, { plan });
      return { results, parameters: await session.readTensors() };
    },
    gatedGraph,
  );

/** Laws of backends that decide gated blocks while they run. */
export const backendGateLaws: readonly Law<BackendSubject>[] = [
  gateLaw('gates draw and learn as the contract defines', async (subject) => {
    const plan = { gateCost: { block1: 0.3 } };
    const [found, expected] = [
      await gatedSteps(subject, plan),
      await gatedSteps({ backend: referenceBackend() }, plan),
    ];
    const told = ({ results }: typeof found) => results.map(({ gates }) => gates?.block1?.executed);
    demandEqual(told(found), told(expected), 'images that ran the block');
    demandTensors(near(subject), found.parameters, expected.parameters, 'parameters');
    const free = await gatedSteps(subject);
    const bias = (run: typeof found) => run.parameters['gate.bias']!.values[0]!;
    demand(bias(free) > bias(found), 'a gate that costs opens as wide as one that does not');
  }),
  gateLaw('a plan and a gate together run the images that both keep', async (subject) => {
    const before = subject.countedMacs?.() ?? 0;
    const { results } = await gatedSteps(subject, { blocks: { block1: [1, 2] } });
    const counted = (subject.countedMacs?.() ?? 0) - before;
    const stated = results.flatMap(({ ledger }) => ledger.map(({ macs }) => macs.executed));
    const sum = stated.reduce((a, b) => a + b, 0);
    const agree = subject.countedMacs === undefined || counted === sum;
    demand(agree, `the ledger states ${sum} MACs, ${counted} were counted`);
    for (const { gates, ledger } of results) {
      const { executed } = gates!.block1!;
      const rows = ledger.filter(({ node, pass }) => node === 'block1.conv1' && pass === 'forward');
      const samples = rows.reduce((sum, row) => sum + row.samples, 0);
      demand(executed <= 2 && samples === executed, `${samples} images ran, ${executed} were kept`);
    }
  }),
  gateLaw('what only gates need stands in the ledger as their work', async (subject) => {
    const { results } = await gatedSteps(subject);
    for (const { node, pass } of results.flatMap(({ ledger }) => ledger)) {
      const right = node.startsWith('gate.') === (pass === 'gate');
      demand(right, `"${node}" has a row of pass ${pass}`);
    }
  }),
  gateLaw('outside training a gate keeps the images that are likelier to run', async (subject) => {
    const run = (one: BackendSubject) =>
      withSession(one, (session) => session.run(imagesOfGates), { graph: gatedGraph });
    const [found, expected] = [await run(subject), await run({ backend: referenceBackend() })];
    demandTensors(near(subject), found.tensors, expected.tensors, 'outputs');
    const kept = ({ ledger }: typeof found) =>
      ledger.find(({ node }) => node === 'block1.conv1')?.samples;
    demand(kept(found) === kept(expected), `${kept(found)} images ran, not ${kept(expected)}`);
  }),
];

const imagesOfGates = {
  x: tensor(
    [4, 1, 6, 6],
    Array.from({ length: 144 }, (_, i) => ((i * 7) % 11) / (3 + Math.floor(i / 36) ** 2)),
  ),
};
