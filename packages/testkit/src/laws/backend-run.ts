import type { Graph, OperatorName, Session, Tensors } from '@picojoule/spec';
import { tensor } from '@picojoule/spec';
import {
  demand,
  demandEqual,
  demandPicojouleError,
  demandRejects,
  demandUntouched,
} from '../demand.ts';
import type { Law } from '../law.ts';
import { densityOf } from '../reference/network.ts';
import {
  type BackendSubject,
  backendLaw,
  demandTensors,
  imagesOf,
  labelsOf,
  lawGraph,
  momentum,
  trains,
  withSession,
} from './backend-subject.ts';

const values = ['x', 'conv1.out', 'relu1.out', 'block1.add.out', 'features'];
const taps = values.slice(1);

/** Laws of sessions that need not train. */
export const backendRunLaws: readonly Law<BackendSubject>[] = [
  backendLaw('run is a function of parameters and inputs', async (subject) => {
    const once = (session: Session) => session.run(imagesOf(1), { taps });
    const [first, again] = await withSession(subject, async (session) => {
      const result = await once(session);
      await session.run(imagesOf(2));
      return [result, await once(session)];
    });
    demandTensors(subject, again!.tensors, first!.tensors, 'the same run, later');
    const elsewhere = await withSession(subject, once);
    demandTensors(subject, elsewhere.tensors, first!.tensors, 'the same run, in a new session');
  }),
  backendLaw('an image gives the same output whatever stands beside it', async (subject) => {
    const { tensors } = await withSession(subject, (session) => session.run(imagesOf(1)));
    const inputs = imagesOf(1).x!;
    const alone: Tensors = { x: tensor([1, 1, 6, 6], inputs.values.slice(36, 72)) };
    const single = await withSession(subject, (session) => session.run(alone));
    const [all, one] = [tensors.logits!, single.tensors.logits!];
    const classes = all.values.length / 4;
    const row = tensor([1, classes], Float32Array.from(all.values.slice(classes, 2 * classes)));
    const near = { ...subject, tolerance: Math.max(subject.tolerance ?? 0, 1e-5) };
    demandTensors(near, { logits: one }, { logits: row }, 'the second image, alone');
  }),
  backendLaw('inputs, graph and what was returned stay as they are', async (subject) => {
    const inputs = imagesOf(1);
    await demandUntouched([inputs, lawGraph], 'inputs and graph', () =>
      withSession(subject, async (session) => {
        const result = await session.run(inputs, { taps });
        const parameters = await session.readTensors();
        await demandUntouched([result, parameters], 'an earlier result', async () => {
          await session.run(imagesOf(2), { taps });
          await session.writeTensors({ 'fc.weight': fives });
        });
      }),
    );
  }),
  backendLaw('densities are the shares of non-zeros of their values', (subject) =>
    withSession(subject, async (session) => {
      const inputs = imagesOf(1);
      const result = await session.run(inputs, { taps, densities: values });
      demandEqual(Object.keys(result.densities).toSorted(), values.toSorted(), 'densities given');
      for (const name of values) {
        const share = result.densities[name]!;
        demand(share >= 0 && share <= 1, `the density of ${name} is ${share}`);
        const expected = densityOf({ ...inputs, ...result.tensors }[name]!.values);
        demand(Math.abs(share - expected) < 1e-6, `${name}: ${share} is not its ${expected}`);
      }
    }),
  ),
  backendLaw('open names every operator that it cannot run, with its node', async ({ backend }) => {
    const strange = (name: string) => ({
      name,
      op: 'Perpetuate' as OperatorName,
      inputs: ['logits'],
      outputs: [`${name}.out`],
      attributes: {},
    });
    const nodes = [...lawGraph.nodes, strange('machine1'), strange('machine2')];
    const graph = { ...lawGraph, nodes } as Graph;
    const error = await demandRejects(() => backend.open(graph, { seed: 1 }), 'open');
    demandPicojouleError(error, 'the refusal');
    for (const name of ['machine1', 'machine2', 'Perpetuate']) {
      demand(error.message.includes(name), `"${error.message}" does not name ${name}`);
    }
  }),
  backendLaw('tensors read are those written, and only these change', (subject) =>
    withSession(subject, async (session) => {
      const before = await session.readTensors();
      demandTensors(subject, before, lawGraph.parameters as Tensors, 'parameters at first');
      const written = { 'fc.weight': fives };
      await session.writeTensors(written);
      const some = await session.readTensors(['fc.weight', 'fc.bias']);
      const expected = { ...written, 'fc.bias': before['fc.bias']! };
      demandTensors(subject, some, expected, 'parameters read by name');
      demandTensors(subject, await session.readTensors(), { ...before, ...written }, 'all');
    }),
  ),
  backendLaw('masks written or in the graph hold their elements at zero', async (subject) => {
    const mask = alternating(54);
    const graph = { ...lawGraph, masks: { 'block1.conv1.weight': alternating(81) } };
    await withSession(
      subject,
      async (session) => {
        await demandMasked(session, graph.masks, 'after open');
        await session.writeTensors({}, { 'conv1.weight': mask.slice(0, 27) });
        const masks = { ...graph.masks, 'conv1.weight': mask.slice(0, 27) };
        await demandMasked(session, masks, 'after writeTensors of a mask');
        await session.writeTensors(lawGraph.parameters as Tensors);
        await demandMasked(session, masks, 'after writeTensors of its parameter');
        await session.run(imagesOf(1));
        await demandMasked(session, masks, 'after run');
      },
      { graph },
    );
  }),
  backendLaw('after close every call rejects', async (subject) => {
    const optimizer = trains(subject) ? { optimizer: momentum } : {};
    const session = await subject.backend.open(lawGraph, { seed: 1, ...optimizer });
    const checkpoint = trains(subject)
      ? await session.checkpoint()
      : { parameters: await session.readTensors(), optimizer: {} };
    await session.close();
    const [inputs, labels] = [imagesOf(1), labelsOf(1)];
    const calls: Record<keyof Omit<Session, 'close' | 'device'>, () => unknown> = {
      run: () => session.run(inputs),
      train: () => session.train({ inputs, labels, learningRate: 0.1, plan: {}, step: 0 }),
      readTensors: () => session.readTensors(),
      writeTensors: () => session.writeTensors({ 'fc.weight': fives }),
      checkpoint: () => session.checkpoint(),
      restore: () => session.restore(checkpoint),
    };
    for (const [name, call] of Object.entries(calls))
      await demandRejects(call, `${name} after close`);
  }),
];

const fives = tensor([3, 3], new Float32Array(9).fill(5));

/** Keeps every other element. */
export const alternating = (length: number) => Uint8Array.from({ length }, (_, i) => i % 2);

export async function demandMasked(
  session: Session,
  masks: Readonly<Record<string, Uint8Array>>,
  when: string,
): Promise<void> {
  const read = await session.readTensors(Object.keys(masks));
  for (const [name, mask] of Object.entries(masks)) {
    mask.forEach((kept, i) => {
      const value = read[name]!.values[i];
      demand(kept === 1 || value === 0, `${when}, the masked ${name}[${i}] is ${value}`);
    });
  }
}
