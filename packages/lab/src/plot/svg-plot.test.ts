import type { Plot } from '@picojoule/spec';
import { parseFragment } from 'parse5';
import { expect, test } from 'vitest';
import { figure } from './figure.ts';
import { svgPlot } from './svg-plot.ts';

const plot: Plot = {
  kind: 'bar',
  x: { label: 'layer', categories: ['conv1', 'conv2', '<fc> & "x"'] },
  y: { label: 'energy' },
  series: ['ifmap', 'weight', ...Array.from({ length: 12 }, (_, i) => `another part ${i}`)].map(
    (name, i) => ({
      name,
      stack: '',
      points: [
        [0, 1 + i],
        [1, 2],
        [2, 3],
      ],
    }),
  ),
};

const barsOf = (markup: string) => markup.match(/<rect class="bar [^>]*><title>[^<]*/g) ?? [];

test('a file has the bars of the page’s figure, and a name for every series', () => {
  const svg = svgPlot(plot, 'Energy <of> a net');
  expect(barsOf(svg)).toHaveLength(14 * 3);
  expect(barsOf(svg)).toEqual(barsOf(figure(plot, 'x', 1).markup));
  for (const { name } of plot.series) expect(svg).toContain(`>${name}</text>`);
  expect(svg).toContain('Energy &lt;of&gt; a net');
  expect(svg).not.toMatch(/<fc>|href|url\(|@import/);
});

test('the legend lies above the plot, and in the picture', () => {
  const svg = svgPlot(plot, 'x');
  const [, width] = /viewBox="0 0 (\d+) /.exec(svg)!;
  const places = [...svg.matchAll(/translate\((\d+) (\d+)\)/g)].map(([, x, y]) =>
    [x, y].map(Number),
  );
  const [, top] = places.pop()!;
  expect(places).toHaveLength(14);
  for (const [x, y] of places) {
    expect(x).toBeLessThan(Number(width));
    expect(y! + 12).toBeLessThan(top!);
  }
  expect(new Set(places.map(String)).size).toBe(14);
});

test('it is one svg element, well nested', () => {
  const { childNodes } = parseFragment(svgPlot(plot, 'x'));
  expect(childNodes.map(({ nodeName }) => nodeName)).toEqual(['svg', '#text']);
});
