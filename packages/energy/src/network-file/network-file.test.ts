import { PicojouleError, type Workload } from '@picojoule/spec';
import { workloadsArbitrary } from '@picojoule/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { alexNet } from '../published/alexnet.ts';
import { breakdownRows } from './breakdown-rows.ts';
import { formatBreakdown } from './format-breakdown.ts';
import { formatNetwork } from './format-network.ts';
import { parseNetwork } from './parse-network.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const text = formatNetwork(alexNet(4));
const lines = text.trimEnd().split('\n');
/** The text with one field of one line replaced. */
const withField = (line: number, field: number, value: string) =>
  lines
    .map((cells, i) =>
      i === line - 1
        ? cells
            .split(',')
            .map((cell, j) => (j === field ? value : cell))
            .join(',')
        : cells,
    )
    .join('\n');
const nameless = (workloads: readonly Workload[]) => workloads.map(({ layer: _, ...rest }) => rest);

test('a grouped layer is written with the channels of one group (Asilomar 2017)', () => {
  expect(lines[1]).toBe('2,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2');
});

test('AlexNet is read back as it was written', () => {
  const { workloads, warnings } = parseNetwork(text);
  expect(nameless(workloads)).toEqual(nameless(alexNet(4)));
  expect(warnings).toEqual([]);
  expect(parseNetwork(text.replaceAll('\n', '\r\n')).workloads).toEqual(workloads);
});

test('zero entries become densities and come back', () => {
  const sparse = alexNet(4, { CONV3: { input: 0.25, weight: 0.5, output: 0.75 } });
  expect(nameless(parseNetwork(formatNetwork(sparse)).workloads)).toEqual(nameless(sparse));
});

test('any network that the format can say is read back, and written again, as it was', () => {
  fc.assert(
    fc.property(workloadsArbitrary, (drawn) => {
      const network = drawn
        .filter(({ kind }) => kind !== 'data')
        .map((layer) => ({ ...layer, pass: 'forward' as const }))
        .filter(({ dilations }) => dilations.every((by) => by === 1));
      fc.pre(network.length > 0);
      const written = formatNetwork(network);
      const { workloads } = parseNetwork(written);
      expect(formatNetwork(workloads)).toBe(written);
      const exact = { layer: '', op: '', kind: '', density: '' };
      expect(workloads.map((layer) => ({ ...layer, ...exact }))).toEqual(
        network.map((layer) => ({ ...layer, ...exact })),
      );
    }),
  );
});

test.each([
  [
    'a field short',
    lines.map((l, i) => (i === 2 ? l.slice(0, l.lastIndexOf(',')) : l)).join('\n'),
    'line 3 has 24 of 25 fields',
  ],
  ['a field more', `${lines[0]},1`, 'line 1 has more than 25 fields'],
  ['an empty line', `${lines[0]}\n\n${lines[1]}`, 'line 2 has 1 of 25 fields'],
  [
    'a wrong index',
    withField(3, 0, '4'),
    'line 3 has a wrong layer index: expected 3, the line number; found "4"',
  ],
  [
    'a fraction',
    withField(2, 1, '27.5'),
    'line 2 has a wrong input height: expected an integer from 1 to 65536; found "27.5"',
  ],
  [
    'a word',
    withField(2, 24, 'same'),
    'line 2 has a wrong padding right: expected an integer from 0 to 65536; found "same"',
  ],
  [
    'a negative number',
    withField(2, 19, '-1'),
    'line 2 has a wrong stride y: expected an integer from 1 to 65536; found "-1"',
  ],
  [
    'too many zeros',
    withField(8, 11, '4096001'),
    'line 8 has a wrong filter zero entries: expected at most 4096000, the size of the tensor; found "4096001"',
  ],
  [
    'a wrong output',
    withField(1, 13, '54'),
    'line 1 has a wrong output height: expected 55, from input, filter, stride and padding; found "54"',
  ],
  [
    'another batch',
    withField(1, 16, '5'),
    'line 1 has a wrong output maps: expected 4, as many as input maps; found "5"',
  ],
  ['broken groups', withField(2, 9, '50'), 'line 2 has a wrong filter channels'],
  ['nothing', '\n', 'it is empty'],
])('%s is named', (_, wrong, message) => {
  expect(() => parseNetwork(wrong)).toThrow(message);
});

test('shapes that do not chain are a warning', () => {
  const net = alexNet(4);
  const { warnings } = parseNetwork(formatNetwork([net[0]!, net[2]!, net[4]!]));
  expect(warnings).toEqual(['line 2: the input has 256 channels, 96 come out of line 1']);
});

test('any text is read or refused with a Picojoule error', () => {
  const cell = fc.oneof(
    fc.integer({ min: -2, max: 70_000 }).map(String),
    fc.constantFrom('', '1e9', '999999999999999999999', 'NaN', ' 3 ', '0x10'),
  );
  const line = fc.array(cell, { minLength: 23, maxLength: 26 }).map((cells) => cells.join(','));
  const anything = fc.oneof(
    fc.string(),
    fc.array(line).map((all) => all.join('\n')),
  );
  fc.assert(
    fc.property(anything, (input) => {
      try {
        parseNetwork(input);
      } catch (error) {
        expect(error).toBeInstanceOf(PicojouleError);
        expect((error as PicojouleError).message.length).toBeLessThan(250);
      }
    }),
  );
});

test('a huge file is refused unread, and one of many lines early', () => {
  expect(() => parseNetwork(','.repeat(5_000_000))).toThrow('5000000 characters');
  expect(() => parseNetwork('1\n'.repeat(20_000))).toThrow('more than 10000 lines');
});

test('what the format cannot say is refused with its reason', () => {
  const [conv] = alexNet(1) as [Workload];
  const reasons: [Partial<Workload>, string][] = [
    [{ dilations: [2, 2] }, 'dilation [2,2]'],
    [{ pass: 'weight-gradient' }, 'the format has forward passes alone'],
    [{ strides: [1, 1], output: [463, 463] }, 'inserts zeros'],
    [{ pads: [-1, 0, 0, 0], output: [54, 55] }, 'negative padding'],
  ];
  for (const [change, reason] of reasons) {
    expect(() => formatNetwork([{ ...conv, ...change }])).toThrow(reason);
  }
});

test('breakdown rows are plain values whose four data types sum to the total', () => {
  const estimate = eyeriss().estimate(alexNet(1));
  const rows = breakdownRows(estimate);
  expect(rows.map(({ layer, pass }) => [layer, pass])).toEqual(
    alexNet(1).map(({ layer }) => [layer, 'forward']),
  );
  for (const { ifmap, ofmap, weight, computation, total } of JSON.parse(JSON.stringify(rows))) {
    expect((ifmap + ofmap + weight + computation) / total).toBeCloseTo(1, 12);
  }
});

test('the breakdown has a row per layer whose values sum to its energy', () => {
  const estimate = eyeriss().estimate(alexNet(1));
  const [titles, ...rows] = formatBreakdown(estimate).trimEnd().split('\n');
  expect(titles!.split(',')).toHaveLength(5);
  for (const [i, row] of rows.entries()) {
    const [index, ...energies] = row.split(',').map(Number);
    expect(index).toBe(i + 1);
    expect(energies.reduce((a, b) => a + b)).toBeCloseTo(estimate.layers[i]!.total, 3);
  }
  expect(rows).toHaveLength(8);
});
