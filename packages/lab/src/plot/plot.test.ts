import type { Plot } from '@picojoule/spec';
import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { figure } from './figure.ts';
import { thinOut } from './thin-out.ts';

interface Element {
  readonly nodeName: string;
  readonly value?: string;
  readonly attrs?: readonly { name: string; value: string }[];
  readonly childNodes?: readonly Element[];
}
const all = (node: Element): Element[] => [node, ...(node.childNodes ?? []).flatMap(all)];
const attribute = (node: Element, name: string) =>
  node.attrs?.find((one) => one.name === name)?.value ?? '';
const number = (node: Element, name: string) => Number(attribute(node, name));
const textOf = (node: Element): string =>
  node.value ?? (node.childNodes ?? []).map(textOf).join('');

const draw = (plot: Plot) =>
  all(parseFragment(figure(plot, 'Title', 1).markup) as unknown as Element);
const svgOf = (nodes: Element[]) =>
  all(nodes.find((node) => node.nodeName === 'svg' && attribute(node, 'class') === 'plot')!);
const bars = (nodes: Element[]) => svgOf(nodes).filter(({ nodeName }) => nodeName === 'rect');

const PREFIX: Record<string, number> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12, '': 1 };
/** From two labelled ticks alone: what a reader would do with a ruler. */
function ruler(nodes: Element[], axis: 'x' | 'y', logarithmic = false) {
  const place = axis === 'x' ? /^M([\d.]+) [\d.]+V/ : /^M[\d.]+ ([\d.]+)H/;
  const marks: { at: number; value: number }[] = [];
  svgOf(nodes).forEach((node, i, list) => {
    if (attribute(node, 'class') !== 'grid') return;
    const at = place.exec(attribute(node, 'd'))?.[1];
    const label = /^(-?[\d.,]+)([kMGT]?)$/.exec(textOf(list[i + 1]!));
    if (at === undefined || label === null) return;
    const value = Number(label[1]!.replaceAll(',', '')) * PREFIX[label[2]!]!;
    marks.push({ at: Number(at), value: logarithmic ? Math.log10(value) : value });
  });
  expect(marks.length).toBeGreaterThan(1);
  const [first, last] = [marks[0]!, marks.at(-1)!];
  const read = (at: number) => {
    const value =
      first.value + ((at - first.at) * (last.value - first.value)) / (last.at - first.at);
    return logarithmic ? 10 ** value : value;
  };
  for (const { at, value } of marks) {
    expect(logarithmic ? Math.log10(read(at)) : read(at)).toBeCloseTo(value, 1);
  }
  return read;
}

const near = (a: number, b: number, scale: number) =>
  expect(Math.abs(a - b) / scale).toBeLessThan(0.002);

const grouped = (categories: string[]): Plot => ({
  kind: 'bar',
  x: { label: 'layer', categories },
  y: { label: 'energy' },
  series: [
    { name: 'weight', stack: 'dense', points: categories.map((_, i) => [i, 2e6 * (i + 1)]) },
    { name: 'ifmap', stack: 'dense', points: categories.map((_, i) => [i, 1e6]) },
    { name: 'weight', stack: 'pruned', points: categories.map((_, i) => [i, 5e5 * (i + 1)]) },
    { name: 'ifmap', stack: 'pruned', points: categories.map((_, i) => [i, 7e5]) },
  ],
});

describe('bars', () => {
  it('stand upright on each other in their stacks, side by side in their category', () => {
    const plot = grouped(['conv1', 'conv2', 'fc']);
    const nodes = draw(plot);
    const read = ruler(nodes, 'y');
    const rects = bars(nodes);
    expect(rects).toHaveLength(12);
    plot.series.forEach(({ points }, s) => {
      points.forEach(([category, value], i) => {
        const rect = rects[s * 3 + i]!;
        const [top, bottom] = [number(rect, 'y'), number(rect, 'y') + number(rect, 'height')];
        const below = s % 2 === 0 ? 0 : plot.series[s - 1]!.points[i]![1];
        near(read(bottom), below, 8e6);
        near(read(top), below + value, 8e6);
        const name = svgOf(nodes).find((node) => textOf(node) === plot.x.categories![category])!;
        const middle = number(rect, 'x') + number(rect, 'width') / 2;
        expect(Math.abs(middle - number(name, 'x'))).toBeLessThan(60);
        expect(middle < number(name, 'x')).toBe(s < 2);
      });
    });
    // Parts keep their colour; the second stack is paler.
    expect(attribute(rects[0]!, 'class')).toBe(attribute(rects[6]!, 'class'));
    expect(number(rects[6]!, 'fill-opacity')).toBeLessThan(number(rects[0]!, 'fill-opacity'));
  });

  it('lie down for long names, within the picture and without touching', () => {
    const names = Array.from(
      { length: 12 },
      (_, i) => `stage${i}.block.conv.with.a.long.name.${'x'.repeat(i * 5)}`,
    );
    const plot = grouped(names);
    const nodes = draw(plot);
    const read = ruler(nodes, 'x');
    const rects = bars(nodes);
    plot.series.forEach(({ points }, s) => {
      points.forEach(([, value], i) => {
        const rect = rects[s * 12 + i]!;
        const below = s % 2 === 0 ? 0 : plot.series[s - 1]!.points[i]![1];
        near(read(number(rect, 'x')), below, 25e6);
        near(read(number(rect, 'x') + number(rect, 'width')), below + value, 25e6);
      });
    });
    const [, , width, height] = attribute(svgOf(nodes)[0]!, 'viewBox').split(' ').map(Number);
    for (const rect of rects) {
      expect(number(rect, 'x') + number(rect, 'width')).toBeLessThan(width!);
      expect(number(rect, 'y') + number(rect, 'height')).toBeLessThan(height!);
    }
    const spans = rects
      .map((rect) => [number(rect, 'y'), number(rect, 'y') + number(rect, 'height')] as const)
      .sort((a, b) => a[0] - b[0]);
    const rows = spans.filter(([y], i) => i === 0 || y !== spans[i - 1]![0]);
    for (const [i, [y]] of rows.slice(1).entries()) expect(y).toBeGreaterThanOrEqual(rows[i]![1]);
    for (const name of names) expect(svgOf(nodes).map(textOf)).toContain(name);
  });

  it('hang below zero when negative', () => {
    const nodes = draw({
      kind: 'bar',
      x: { label: 'x', categories: ['a', 'b'] },
      y: { label: 'y' },
      series: [
        {
          name: 's',
          points: [
            [0, 30],
            [1, -20],
          ],
        },
      ],
    });
    const read = ruler(nodes, 'y');
    const [up, down] = bars(nodes);
    near(read(number(up!, 'y')), 30, 50);
    near(read(number(down!, 'y')), 0, 50);
    near(read(number(down!, 'y') + number(down!, 'height')), -20, 50);
  });

  it('end at their value on a logarithmic axis, and say what it cannot show', () => {
    const nodes = draw({
      kind: 'bar',
      x: { label: 'x', categories: ['a', 'b', 'c'] },
      y: { label: 'y', logarithmic: true },
      series: [
        {
          name: 's',
          points: [
            [0, 3],
            [1, 4000],
            [2, 0],
          ],
        },
      ],
    });
    const read = ruler(nodes, 'y', true);
    const rects = bars(nodes);
    expect(rects).toHaveLength(2);
    expect(read(number(rects[0]!, 'y'))).toBeCloseTo(3, 1);
    expect(read(number(rects[1]!, 'y')) / 4000).toBeCloseTo(1, 1);
    expect(number(rects[0]!, 'height')).toBeGreaterThan(5);
    expect(nodes.map(textOf).join()).toContain('1 of the values cannot be shown');
  });
});

describe('lines and points', () => {
  const points = [
    [0, 5],
    [10, 2.5],
    [20, Number.NaN],
    [30, 1],
    [40, 4],
  ] as const;
  const plot = (kind: 'line' | 'scatter', logarithmic: boolean): Plot => ({
    kind,
    x: { label: 'step' },
    y: { label: 'loss', logarithmic },
    series: [{ name: 's', points }],
  });

  it.each([false, true])(
    'pass through their values (logarithmic: %s), with a gap',
    (logarithmic) => {
      const nodes = draw(plot('line', logarithmic));
      const [x, y] = [ruler(nodes, 'x'), ruler(nodes, 'y', logarithmic)];
      const line = svgOf(nodes).find((node) => attribute(node, 'class') === 'line')!;
      const commands = [...attribute(line, 'd').matchAll(/([ML])([\d.]+) ([\d.]+)/g)];
      expect(commands.map(([, command]) => command).join('')).toBe('MLML');
      const finite = points.filter(([, value]) => Number.isFinite(value));
      commands.forEach(([, , across, up], i) => {
        near(x(Number(across)), finite[i]![0], 40);
        near(y(Number(up)), finite[i]![1], 10);
      });
      expect(nodes.map(textOf).join()).toContain('1 of the values cannot be shown');
    },
  );

  it('stand at their values without a line', () => {
    const nodes = draw(plot('scatter', false));
    const circles = svgOf(nodes).filter(({ nodeName }) => nodeName === 'circle');
    const [x, y] = [ruler(nodes, 'x'), ruler(nodes, 'y')];
    expect(circles.map((one) => Math.round(x(number(one, 'cx'))))).toEqual([0, 10, 30, 40]);
    expect(circles.map((one) => Math.round(y(number(one, 'cy')) * 10) / 10)).toEqual([
      5, 2.5, 1, 4,
    ]);
    expect(svgOf(nodes).some((node) => attribute(node, 'class') === 'line')).toBe(false);
  });

  it.each<Plot['series']>([
    [],
    [{ name: 'none', points: [] }],
    [{ name: 'one', points: [[3, 7]] }],
    [{ name: 'none finite', points: [[Number.NaN, Number.POSITIVE_INFINITY]] }],
    [
      {
        name: 'extreme',
        points: [
          [0, 1e-300],
          [1, 1e300],
        ],
      },
    ],
  ])('are drawn for a degenerate series (%#)', (...series) => {
    for (const kind of ['line', 'scatter', 'bar'] as const) {
      for (const logarithmic of [false, true]) {
        const text = figure(
          {
            kind,
            x: { label: 'x' },
            y: { label: 'y', logarithmic },
            series: series.flat() as Plot['series'],
          },
          't',
          1,
        ).markup;
        expect(text).not.toMatch(/="[^"]*(NaN|Infinity|undefined)/);
      }
    }
  });
});

it('thins a long line without losing its extremes, ends and gaps', () => {
  const points = Array.from({ length: 20_000 }, (_, i): [number, number] => [
    i,
    i === 777 ? 50 : i === 15_001 ? -50 : i === 9000 ? Number.NaN : Math.sin(i / 50),
  ]);
  const thin = thinOut(points, 400);
  expect(thin.length).toBeLessThanOrEqual(5 * 400);
  for (const at of [0, 777, 9000, 15_001, 19_999]) expect(thin).toContain(points[at]);
  expect(thin.map(([x]) => x)).toEqual(thin.map(([x]) => x).sort((a, b) => a - b));
  expect(thinOut(points.slice(0, 1600), 400)).toHaveLength(1600);
});
