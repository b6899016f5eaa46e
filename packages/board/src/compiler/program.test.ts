import { readFileSync } from 'node:fs';
import { boardNet } from '@picojoule/nets';
import type { Graph } from '@picojoule/spec';
import { smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { up5k } from '../golden/machine/machine-shape.ts';
import { lower } from './lower.ts';
import { parameterLayouts } from './parameter-layout.ts';
import { compileProgram } from './program.ts';
import { planResident } from './resident.ts';

function compile(graph: Graph, trains = true) {
  const lowered = lower(graph, { lanes: up5k.lanes });
  const layouts = parameterLayouts(up5k.lanes, lowered, (name) => graph.parameters[name]!.shape);
  const resident = planResident(up5k, lowered, layouts, trains);
  return compileProgram(up5k, lowered, resident, {
    ...(trains && { backward: { frozen: new Set() } }),
  });
}

test('the memory plan of the reference net is the one that stands in the docs', () => {
  const program = compile(boardNet());
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

test('a network that does not fit is refused with the bytes needed and there', () => {
  expect(() => compile(boardNet({ shape: [3, 64, 64], width: 24 }))).toThrow(
    /needs \d+ bytes of tensor memory; the board has 131072\. The largest part is "/,
  );
});

test('a layer that is wider than a lane is refused', () => {
  const wide = smallGraph({ filters: 60, shape: [60, 4, 4], blocks: 0 });
  // 60 channels, 3 x 3: 540 bytes a filter; its results and parameters alone fit when nothing is trained.
  expect(() => compile(wide, false)).toThrow(
    /A forward sums over 540 bytes at a time; a lane of the board holds 512/,
  );
});
