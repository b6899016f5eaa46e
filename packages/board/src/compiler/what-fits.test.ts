import { readFileSync } from 'node:fs';
import { boardNet, resnet } from '@picojoule/nets';
import { type Graph, PicojouleError } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { up5k } from '../golden/machine/machine-shape.ts';
import { firstRoom } from './first-room.ts';
import { compiled } from './testing-program.ts';

/** Bytes that a network takes, and how, or why it does not fit. */
function takes(graph: Graph, trains: boolean): string {
  try {
    return firstRoom((room) => {
      const { end, forward, backward } = compiled(graph, { ...room, trains }).program;
      const how = room.recomputes
        ? ', maps again'
        : room.banded
          ? ', in bands'
          : room.buffers === 1
            ? ', one image'
            : '';
      return `${end * up5k.lanes + 4 * (forward.length + backward.length)}${how}`;
    });
  } catch (error) {
    if (!(error instanceof PicojouleError)) throw error;
    const needed = /needs (\d+) bytes/.exec(error.message)?.[1];
    return needed === undefined ? `no: \`${error.code}\`` : `no: ${needed}`;
  }
}

const shapes = [
  ['28 x 28', [1, 28, 28]],
  ['32 x 32 x 3', [3, 32, 32]],
] as const;
const widths = [
  [8, [4, 8, 16]],
  [8, [8, 8, 16]],
  [8, [16, 16, 16]],
  [8, [16, 32, 48]],
  [8, [8, 16, 16]],
  [14, [8, 8, 8]],
  [20, [4, 4, 8]],
  [20, [4, 8, 8]],
  [20, [8, 16, 24]],
  [20, [16, 16, 24]],
] as const;

test('what fits is what the docs say', { timeout: 120_000 }, () => {
  const rows = shapes.flatMap(([size, shape]) => [
    ...[8, 16, 20, 24].map(
      (width) => [`boardNet, ${width} wide`, size, boardNet({ shape, width })] as const,
    ),
    ...widths.map(
      ([depth, channels]) =>
        [
          `resnet of depth ${depth}, ${channels.join(', ')}`,
          size,
          resnet({ depth, widths: channels, shape, batchNorm: false }),
        ] as const,
    ),
  ]);
  const lines = rows.map(
    ([name, size, graph]) =>
      `| ${name} | ${size} | ${takes(graph, false)} | ${takes(graph, true)} |`,
  );
  const page = new URL('../../../../docs/reference/board-memory.md', import.meta.url);
  expect(readFileSync(page, 'utf8')).toContain(lines.join('\n'));
});
