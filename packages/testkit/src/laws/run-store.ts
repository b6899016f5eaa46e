import type { RunStore } from '@picojoule/spec';
import { tensor } from '@picojoule/spec';
import { demandEqual, demandUntouched } from '../demand.ts';
import { smallGraph } from '../graphs.ts';
import { type Law, law } from '../law.ts';

/** A new, empty store at each call. */
export type RunStoreSubject = () => Promise<RunStore> | RunStore;

const storeLaw = (name: string, check: (store: RunStore) => Promise<void>) =>
  law<RunStoreSubject>(name, async (make) => check(await make()));

const state = { step: 3, names: ['a', 'ä "b"\n'], nothing: null, deep: [{ x: 1.5e-9 }, true] };

/** The laws of run stores, which `core` writes through. */
export const runStoreLaws: readonly Law<RunStoreSubject>[] = [
  storeLaw('what was never written is undefined', async (store) => {
    demandEqual(await store.readJson('none.json'), undefined, 'JSON');
    demandEqual(await store.readBytes('none.bin'), undefined, 'bytes');
    demandEqual(await store.readTensors('none.tensors'), undefined, 'tensors');
    demandEqual(await store.readGraph('none.graph'), undefined, 'a graph');
  }),
  storeLaw('JSON reads as it was last written', async (store) => {
    await store.writeJson('a.json', 'older');
    await store.writeJson('a.json', state);
    await store.writeJson('b.json', 'other');
    demandEqual(await store.readJson('a.json'), state, 'JSON');
  }),
  storeLaw(
    'bytes read as they were last written, whatever happens to the buffers',
    async (store) => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      await store.writeBytes('a.bin', bytes);
      bytes.fill(0);
      const read = await store.readBytes('a.bin');
      demandEqual(
        [...(read ?? [])],
        Array.from({ length: 256 }, (_, i) => i),
        'bytes',
      );
      read?.fill(1);
      demandEqual((await store.readBytes('a.bin'))?.[7], 7, 'bytes, read again');
    },
  ),
  storeLaw('tensors read as they were written, with the state beside them', async (store) => {
    const tensors = {
      w: tensor([2, 2], [1, -0.1, 1e-30, 3]),
      shape: { type: 'int64', shape: [2], values: Float64Array.of(2 ** 40, -1) },
      mask: { type: 'bool', shape: [3], values: Uint8Array.of(1, 0, 1) },
      none: tensor([0], []),
      scalar: { type: 'int32', shape: [], values: Int32Array.of(-7) },
    } as const;
    await demandUntouched(tensors, 'the tensors', () => store.writeTensors('t', tensors, state));
    demandEqual(await store.readTensors('t'), { tensors, state }, 'tensors');
  }),
  storeLaw('a graph reads as it was written', async (store) => {
    const small = smallGraph();
    const graph = {
      ...small,
      parameters: {
        ...small.parameters,
        fill: { type: 'float32', shape: [3, 3], fill: 0.25 } as const,
      },
      masks: { 'fc.weight': Uint8Array.of(1, 0, 1, 1, 0, 1, 1, 0, 1) },
    };
    await store.writeGraph('g', graph);
    demandEqual(await store.readGraph('g'), graph, 'the graph');
  }),
  storeLaw('what was removed is undefined, and removing nothing is no error', async (store) => {
    await store.writeJson('a.json', 1);
    await store.remove('a.json');
    await store.remove('never-there');
    demandEqual(await store.readJson('a.json'), undefined, 'removed JSON');
  }),
];
