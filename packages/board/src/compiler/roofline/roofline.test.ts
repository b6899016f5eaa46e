import { readFileSync } from 'node:fs';
import { boardNet } from '@picojoule/nets';
import { tensor } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { board } from '../../board.ts';
import { golden } from '../../golden/golden.ts';
import { ecp5, up5k } from '../../golden/machine/machine-shape.ts';
import { type Layer, measurePasses } from './testing.ts';

const document = readFileSync(
  new URL('../../../../../hardware/doc/isa.md', import.meta.url),
  'utf8',
);
const prose = document.replaceAll(/\s+/g, ' ');
const percent = (share: number) => (100 * share).toFixed(1);

/** Rows of the one table whose first column begins so, without its head. */
function tableRows(head: string): readonly string[] {
  const lines = document.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`| ${head} |`)) + 2;
  const end = lines.findIndex((line, i) => i >= first && !line.startsWith('|'));
  return lines.slice(first, end);
}

const square = (side: number, channels = 16, stride = 1): Layer => ({
  side,
  stride,
  channels: [channels, channels],
});

/** Least shares that are wanted of a forward pass, and of each gradient. */
const boards = [
  ['UP5K', up5k, 0.75, 0.6],
  ['ECP5', ecp5, 0.8, 0.8],
] as const;

test.for(boards)(
  '%s: the table of isa.md, and the shares that the array must work',
  ([name, shape, ...least]) => {
    for (const { pass, mac, cycles, port, share, memories } of measurePasses(shape, square(14))) {
      expect(document).toContain(
        `| ${name}, ${pass} | ${mac} | ${cycles} | ${port} | ${percent(share)} % |`,
      );
      const [low = 0, high = 0, ...lanes] = memories;
      const roof = Math.max(mac, low + high, ...lanes);
      const bound = `${percent(mac / roof)} %`;
      expect(document).toContain(`| ${name}, ${pass} | ${[mac, ...memories, bound].join(' | ')} |`);
      expect(share).toBeGreaterThan(pass === 'forward' ? least[0] : least[1]);
    }
  },
);

/** The reference net's stem, its layer of stride 2 and its others, then what they are compared with. */
const sweep: readonly Layer[] = [
  { side: 28, stride: 2, channels: [1, 16] },
  square(14, 16, 2),
  ...[7, 8, 9, 10, 11, 12, 13, 14, 16, 28].map((side) => square(side)),
  ...[16, 20, 24, 28].map((side) => square(side, 16, 2)),
  ...[7, 8, 10, 12, 14, 16].map((side) => square(side, 24)),
  ...[14, 16, 20].map((side) => square(side, 24, 2)),
];

test('the shares of other layers in isa.md, and from which map size on they are as wanted', () => {
  const rows = sweep.map((layer) => {
    const { side, stride, channels } = layer;
    const shares = boards.map(([, shape]) =>
      // No input gradient is formed of what the images go into.
      measurePasses(shape, layer).map(({ pass, share }) =>
        channels[0] === 1 && pass === 'input gradient' ? undefined : share,
      ),
    );
    const cells = shares.flat().map((share) => (share === undefined ? '' : percent(share)));
    return {
      layer,
      shares,
      line: `| ${side} x ${side} | ${channels.join(' to ')} | ${stride} | ${cells.join(' | ')} |`,
      wanted: boards.map(([, , ...least], board) =>
        shares[board]!.every((share = 1, i) => share >= least[i === 0 ? 0 : 1]),
      ),
    };
  });
  expect(tableRows('ifmap')).toEqual(rows.map(({ line }) => line));

  const enough = (board: number, count: number, by: number) =>
    rows
      .filter(({ layer: { stride, channels } }) => stride === by && channels[0] === count)
      .filter(({ wanted }) => wanted[board])
      .map(({ layer }) => layer.side);
  expect(enough(0, 16, 1)).toEqual([12, 13, 14, 16, 28]);
  expect(enough(0, 24, 1)).toEqual([8, 10, 12, 14, 16]);
  expect(enough(1, 16, 1)).toEqual([12, 14, 16, 28]);
  expect(enough(1, 24, 1)).toEqual([10, 12, 14, 16]);
  const strided = (board: number) =>
    rows.flatMap(({ layer, shares }) =>
      layer.stride === 2 && layer.channels[0] > 1 ? shares[board]![1]! : [],
    );
  const range = (of: readonly number[]) =>
    `${percent(Math.min(...of))} to ${percent(Math.max(...of))}`;
  expect(prose).toContain(`${range(strided(0))} on the UP5K, ${range(strided(1))} on the ECP5`);
  for (const count of [16, 24])
    expect([...enough(0, count, 2), ...enough(1, count, 2)]).toEqual([]);
});

test("where the cycles of the reference net's layers go, and by how much they miss what is wanted", () => {
  const [small, wide] = boards.map(([name, shape]) => {
    const [plain, strided] = [square(7), square(14, 16, 2)].map((layer) =>
      measurePasses(shape, layer),
    );
    return { name, passes: [...plain!, { ...strided![1]!, pass: 'input gradient, stride 2' }] };
  });
  const lines = [small!, wide!].flatMap(({ name, passes }) =>
    passes.map(
      ({ pass, mac, lost, cycles }) =>
        `| ${name}, ${pass} | ${[mac, ...lost, cycles].join(' | ')} |`,
    ),
  );
  expect(tableRows('layer, pass')).toEqual(lines);

  const missing = ({ passes }: NonNullable<typeof small>, [forward, gradient]: readonly number[]) =>
    passes.map(({ share }, i) => percent((i === 0 ? forward! : gradient!) - share));
  const [up5kMisses, ecp5Misses] = [missing(small!, [0.75, 0.6]), missing(wide!, [0.8, 0.8])];
  expect(prose).toContain(
    `the UP5K's forward by ${up5kMisses[0]} points (its gradients do not), the ECP5's forward by ${ecp5Misses[0]}, its input gradient by ${ecp5Misses[1]}, ` +
      `its weight gradient by ${ecp5Misses[2]}; the input gradient of the layer of stride 2 by ${up5kMisses[3]} on the UP5K, by ${ecp5Misses[3]} on the ECP5`,
  );
});

test("the input gradient of stride 2 in boardNet's program, as isa.md says", async () => {
  const found = [];
  for (const [model, shape] of [
    ['icebreaker', up5k],
    ['ulx3s', ecp5],
  ] as const) {
    const backend = board({ transport: golden({ model }) });
    const optimizer = { momentum: 0, weightDecay: 0 };
    const session = await backend.open(boardNet({ seed: 1 }), { seed: 1, optimizer });
    const { ledger } = await session.train({
      inputs: { images: tensor([1, 1, 28, 28], new Float32Array(28 * 28).fill(0.5)) },
      labels: Int32Array.of(0),
      learningRate: 0.1,
      plan: {},
      step: 0,
    });
    await session.close();
    const { cycles, macs } = ledger.find(
      ({ node, pass }) => node === 'block1.conv1' && pass === 'input-gradient',
    )!;
    found.push({ cycles: cycles!, share: (2 * macs.nominal) / shape.lanes ** 2 / cycles! });
  }
  const [small, wide] = found;
  expect(prose).toContain(
    `takes ${small!.cycles} and ${wide!.cycles} cycles: ${percent(small!.share)} and ${percent(wide!.share)} %`,
  );
});
