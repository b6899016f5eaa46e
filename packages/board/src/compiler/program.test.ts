import { readFileSync } from 'node:fs';
import { boardNet } from '@picojoule/nets';
import { smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { up5k } from '../golden/machine/machine-shape.ts';
import { smallestRoom } from './first-room.ts';
import { compiled } from './testing-program.ts';

test('the memory plan of the reference net is the one that stands in the docs', () => {
  const { program } = compiled(boardNet());
  const line = (name: string, bytes: number, address: number, life: string) =>
    `| ${name} | ${bytes} | ${address} | ${life} |`;
  const { lanes } = up5k;
  const rows = program.placements
    .toSorted((a, b) => a.address - b.address || a.from - b.from)
    .map(({ name, words, address, from, to }) =>
      line(name, words * lanes, address * lanes, to === Infinity ? 'always' : `${from} to ${to}`),
    );
  const code = 4 * (program.forward.length + program.backward.length);
  rows.push(line('programs', code, up5k.memory - code, 'always'));
  const total = `Tensors end at byte ${program.end * lanes}; with ${code} bytes of programs ${program.end * lanes + code} of ${up5k.memory} are used.`;
  const page = readFileSync(
    new URL('../../../../docs/reference/board-memory.md', import.meta.url),
    'utf8',
  );
  expect(page).toContain([total, '', ...page.match(/^\| tensor.*\n\|.*$/m)!, ...rows].join('\n'));
});

test('a network that does not fit is refused with the bytes needed and there, and with the layer', () => {
  expect(() => compiled(boardNet({ shape: [3, 64, 64], width: 24 }))).toThrow(
    /needs \d+ bytes of tensor memory; the board has 131072\. Parameters take \d+ of them, programs \d+, .* input gradient of "block1\.conv1" \(Conv\)\./,
  );
});

test('a network with too many registers is refused with their number and the layer', () => {
  const deep = smallGraph({ filters: 4, shape: [4, 6, 6], blocks: 14 });
  expect(() => compiled(deep)).toThrow(
    /needs \d+ exponent registers; the board has 64\. .* of "[^"]+" \(\w+\)\./,
  );
  expect(() => compiled(deep, smallestRoom)).toThrow(/exponent registers/);
});

test.each([
  // 60 channels, 3 x 3: 540 bytes a filter; its results and parameters alone fit when nothing is trained.
  [
    'a layer wider than a lane',
    { filters: 60, shape: [60, 4, 4], blocks: 0 },
    false,
    'forward',
    540,
  ],
  // 32 channels, 3 x 3, in two planes.
  ['one to train', { filters: 32, shape: [32, 4, 4], blocks: 1 }, true, 'input gradient', 576],
] as const)('%s is refused with its name', (_, options, trains, pass, bytes) => {
  expect(() => compiled(smallGraph(options), { trains })).toThrow(
    expect.objectContaining({
      code: 'BOARD_LAYER',
      message: expect.stringMatching(
        new RegExp(
          `the ${pass} of "[^"]+" \\(Conv\\): It sums over ${bytes} bytes at a time; a lane of the board holds 512`,
        ),
      ),
    }),
  );
});
