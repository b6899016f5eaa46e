import { pruningContext, pruningStrategyLaws } from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { energyAware } from './energy-aware.ts';
import { magnitude } from './magnitude.ts';

const subjects = {
  'energy-aware': () => energyAware(),
  'energy-aware without steps 1, 3 and 4': () =>
    energyAware({ orderByEnergy: false, restoredShare: 0, leastSquares: false }),
  magnitude: () => magnitude(),
};

describe.each(Object.entries(subjects))('%s keeps the law that', (_, make) => {
  test.each(pruningStrategyLaws.map((law) => [law.name, law] as const))('%s', async (_, law) => {
    await law.check({ strategy: make() });
  });
});

test.each(Object.entries(subjects))(
  '%s goes on where an interrupted run stopped',
  async (_, make) => {
    const accepts = (edit: number) => edit !== 2;
    const whole = await masksOf(make(), pruningContext(), accepts, 4);
    const context = pruningContext();
    const edits = make().prune(context);
    let graph = context.graph;
    const history: boolean[] = [];
    let next = await edits.next();
    for (let edit = 1; edit <= 3 && next.done !== true; edit++) {
      const accepted = accepts(edit);
      if (accepted) graph = next.value.graph;
      history.push(accepted);
      if (edit < 3) next = await edits.next({ accepted, accuracy: 1, graph });
    }
    const resumed = await masksOf(make(), { ...pruningContext(), graph, history }, () => true, 1);
    expect(resumed[0]).toEqual(whole[3]);
  },
);

async function masksOf(
  strategy: ReturnType<typeof magnitude>,
  context: ReturnType<typeof pruningContext>,
  accepts: (edit: number) => boolean,
  most: number,
) {
  let { graph } = context;
  const masks = [];
  const edits = strategy.prune(context);
  let next = await edits.next();
  for (let edit = 1; edit <= most && next.done !== true; edit++) {
    masks.push(next.value.graph.masks);
    const accepted = accepts(edit);
    if (accepted) graph = next.value.graph;
    next = await edits.next({ accepted, accuracy: 1, graph });
  }
  return masks;
}
