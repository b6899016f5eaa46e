import type { Checkpoint, Session } from '@picojoule/spec';
import { demand, demandUntouched } from '../demand.ts';
import type { Law } from '../law.ts';
import { crossEntropy } from '../reference/cross-entropy.ts';
import { alternating, demandMasked } from './backend-run.ts';
import {
  type BackendSubject,
  backendLaw,
  demandTensors,
  imagesOf,
  labelsOf,
  trainSteps,
  trains,
  withTraining,
} from './backend-subject.ts';

const trainingLaw = (
  name: string,
  check: (subject: BackendSubject) => Promise<void>,
  applies: (subject: BackendSubject) => boolean = () => true,
) => backendLaw(name, check, (subject) => trains(subject) && applies(subject));

function demandCheckpoints(
  subject: BackendSubject,
  actual: Checkpoint,
  expected: Checkpoint,
  what: string,
) {
  demandTensors(subject, actual.parameters, expected.parameters, `parameters ${what}`);
  demandTensors(subject, actual.optimizer, expected.optimizer, `optimiser state ${what}`);
}

/** Laws of sessions that train. */
export const backendTrainLaws: readonly Law<BackendSubject>[] = [
  trainingLaw('restore(checkpoint()) changes nothing', (subject) =>
    withTraining(subject, async (session) => {
      await trainSteps(session, 0, 2);
      const state = await session.checkpoint();
      const before = await session.run(imagesOf(9));
      await session.restore(await session.checkpoint());
      demandCheckpoints(subject, await session.checkpoint(), state, 'after restore');
      const after = await session.run(imagesOf(9));
      demandTensors(subject, after.tensors, before.tensors, 'outputs after restore');
    }),
  ),
  trainingLaw('a run resumed from a checkpoint equals the uninterrupted one', async (subject) => {
    const [middle, end] = await withTraining(subject, async (session) => {
      await trainSteps(session, 0, 2);
      const checkpoint = await session.checkpoint();
      await trainSteps(session, 2, 5);
      return [checkpoint, await session.checkpoint()] as const;
    });
    const resumed = await withTraining(subject, async (session) => {
      await trainSteps(session, 7, 8);
      await session.restore(middle);
      await trainSteps(session, 2, 5);
      return session.checkpoint();
    });
    demandCheckpoints(subject, resumed, end, 'of the resumed run');
  }),
  trainingLaw('a checkpoint stays what it was while training goes on', (subject) =>
    withTraining(subject, async (session) => {
      await trainSteps(session, 0, 1);
      const checkpoint = await session.checkpoint();
      await demandUntouched(checkpoint, 'the checkpoint', async () => {
        await trainSteps(session, 1, 2);
        await session.restore(checkpoint);
        await trainSteps(session, 1, 2);
      });
    }),
  ),
  trainingLaw('masked elements are zero after every call, momentum or not', (subject) =>
    withTraining(subject, async (session) => {
      const dense = await session.checkpoint();
      await trainSteps(session, 0, 2);
      const masks = { 'conv1.weight': alternating(27), 'fc.weight': alternating(9) };
      await session.writeTensors({}, masks);
      await demandMasked(session, masks, 'after writeTensors');
      for (const step of [2, 3]) {
        await trainSteps(session, step, step + 1);
        await demandMasked(session, masks, `after training step ${step}`);
      }
      await session.restore(dense);
      await demandMasked(session, masks, 'after restoring a checkpoint from before the mask');
    }),
  ),
  trainingLaw('writing parameters keeps the state of the optimiser', (subject) =>
    withTraining(subject, async (session) => {
      await trainSteps(session, 0, 2);
      const before = await session.checkpoint();
      await session.writeTensors(await session.readTensors(['conv1.weight', 'fc.bias']));
      demandCheckpoints(subject, await session.checkpoint(), before, 'after writeTensors');
    }),
  ),
  trainingLaw('the loss is the mean softmax cross-entropy before the step', (subject) =>
    withTraining(subject, async (session) => {
      await trainSteps(session, 0, 1);
      const { tensors } = await session.run(imagesOf(1));
      const expected = crossEntropy(tensors.logits!.values, labelsOf(1));
      const [found] = await trainSteps(session, 1, 2);
      const near = Math.abs(found!.loss - expected.loss) <= 1e-4 * Math.max(1, expected.loss);
      demand(near, `the loss is ${found!.loss}, not ${expected.loss}`);
      const { correct } = found!;
      demand(correct === expected.correct, `${correct} right answers, not ${expected.correct}`);
    }),
  ),
  trainingLaw('a learning rate of zero leaves the parameters as they are', (subject) =>
    withTraining(subject, async (session) => {
      await trainSteps(session, 0, 2);
      const before = await session.readTensors();
      await trainSteps(session, 2, 4, { learningRate: 0 });
      demandTensors(subject, await session.readTensors(), before, 'parameters');
    }),
  ),
  trainingLaw(
    'frozen layers keep their parameters',
    (subject) =>
      withTraining(subject, async (session) => {
        await trainSteps(session, 0, 2);
        const before = await session.readTensors(['conv1.weight', 'conv1.bias']);
        await trainSteps(session, 2, 4, { plan: { update: { conv1: 'frozen' } } });
        const after = await session.readTensors(['conv1.weight', 'conv1.bias']);
        demandTensors(subject, after, before, 'frozen parameters');
        await trainSteps(session, 4, 5, { plan: { update: { '*': 'frozen' } } });
        const all = await session.readTensors();
        await trainSteps(session, 5, 6, { plan: { update: { '*': 'frozen' } } });
        demandTensors(subject, await session.readTensors(), all, 'parameters, all frozen');
      }),
    ({ backend }) => backend.capabilities.updateRules.includes('frozen'),
  ),
  trainingLaw('calls are answered in order', async (subject) => {
    const end = (session: Session) => session.checkpoint();
    const waited = await withTraining(subject, async (session) => {
      await trainSteps(session, 0, 3);
      return end(session);
    });
    const together = await withTraining(subject, async (session) => {
      const steps = [0, 1, 2].map((step) => trainSteps(session, step, step + 1));
      const checkpoint = end(session);
      await Promise.all(steps);
      return checkpoint;
    });
    demandCheckpoints(subject, together, waited, 'of calls not waited for');
  }),
  trainingLaw(
    'naming every image of a block equals not naming the block',
    async (subject) => {
      const train = (blocks?: Record<string, readonly number[]>) =>
        withTraining(subject, async (session) => {
          await trainSteps(session, 0, 3, { plan: blocks === undefined ? {} : { blocks } });
          return session.readTensors();
        });
      const near = { ...subject, tolerance: Math.max(subject.tolerance ?? 0, 1e-5) };
      demandTensors(near, await train({ block1: [0, 1, 2, 3] }), await train(), 'parameters');
    },
    ({ backend }) => backend.capabilities.blockSkipping !== 'none',
  ),
];
