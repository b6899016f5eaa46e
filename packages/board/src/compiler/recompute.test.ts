import { boardNet, resnet } from '@picojoule/nets';
import { smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { up5k } from '../golden/machine/machine-shape.ts';
import { smallestRoom } from './first-room.ts';
import type { Program } from './program.ts';
import { compiled, trained } from './testing-program.ts';

const madeAgain = ({ labels }: Program) => labels.filter(({ again }) => again === true);

const plain = { shape: [1, 28, 28], batchNorm: false, seed: 3 } as const;

test.each([
  ['with identities', smallGraph({ shape: [3, 18, 18], filters: 8, blocks: 3, seed: 2 }), 65_536],
  [
    'with projections',
    resnet({ ...plain, shape: [1, 27, 27], depth: 8, widths: [8, 16, 16] }),
    up5k.memory,
  ],
] as const)(
  'a network %s whose feature maps have no room until the backward pass computes what one does that keeps them',
  (_, graph, memory) => {
    const kept = compiled(graph, { memory: 4 * memory, buffers: 1 });
    expect(madeAgain(kept.program)).toEqual([]);
    const banded = { ...smallestRoom, recomputes: false };
    expect(() => compiled(graph, { memory, ...banded })).toThrow(
      expect.objectContaining({ code: 'BOARD_MEMORY' }),
    );
    const again = compiled(graph, { memory, ...smallestRoom });
    expect(madeAgain(again.program).length).toBeGreaterThan(0);
    for (const seed of [1, 2]) expect(trained(again, seed)).toEqual(trained(kept, seed));
  },
);

test('maps are made again where registers are what is missing', () => {
  const deep = resnet({ ...plain, depth: 20, widths: [4, 4, 8] });
  expect(() => compiled(deep)).toThrow(expect.objectContaining({ code: 'BOARD_REGISTERS' }));
  const { program } = compiled(deep, smallestRoom);
  expect(madeAgain(program).length).toBeGreaterThan(0);
});

test('what fits is not made again', () => {
  const { program } = compiled(boardNet(), smallestRoom);
  expect(madeAgain(program)).toEqual([]);
});
