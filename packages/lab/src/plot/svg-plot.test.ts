import type { Plot } from '@picojoule/spec';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
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

type Element = DefaultTreeAdapterTypes.Element;

/** What a style sheet of rules for one or two compounds says of an element, or of those around it. */
function styled(sheet: string, path: readonly Element[], property: string): string | undefined {
  const compound = (selector: string, { nodeName, attrs }: Element) => {
    const classes = attrs.find(({ name }) => name === 'class')?.value.split(' ') ?? [];
    const [name, ...wanted] = selector.split('.');
    return (name === '' || name === nodeName) && wanted.every((one) => classes.includes(one));
  };
  const matches = (selector: string) => {
    const [own, above] = selector.split(' ').reverse();
    const parents = path.slice(0, -1);
    return (
      compound(own!, path.at(-1)!) &&
      (above === undefined || parents.some((parent) => compound(above, parent)))
    );
  };
  const rules = [...sheet.matchAll(/([^{}]+)\{([^}]*)\}/g)].reverse();
  const found = rules
    .filter(([, selectors]) => selectors!.trim().split(',').some(matches))
    .map(([, , body]) => new RegExp(`(?:^|;)${property}:([^;]+)`).exec(body!)?.[1]);
  const own = found.find((value) => value !== undefined);
  return own ?? (path.length > 1 ? styled(sheet, path.slice(0, -1), property) : undefined);
}

const drawn = (node: Element, above: readonly Element[] = []): (readonly Element[])[] => {
  const path = [...above, node];
  const inside = node.childNodes.flatMap((child) => ('tagName' in child ? drawn(child, path) : []));
  return ['rect', 'path', 'circle', 'text'].includes(node.nodeName) ? [path, ...inside] : inside;
};

test.each(['bar', 'line', 'scatter'] as const)(
  'all of a %s plot has a colour of its own that needs no browser, and stands on white',
  (kind) => {
    const series = plot.series.map(({ stack: _, ...one }) => one);
    const svg = svgPlot(kind === 'bar' ? plot : { ...plot, kind, series }, 'x');
    expect(svg).not.toMatch(/var\(|--|@media|currentColor/);
    const root = parseFragment(svg).childNodes[0] as Element;
    const [, sheet] = /<style>([^<]*)/.exec(svg)!;
    const [ground, ...paths] = drawn(root);
    const attribute = (path: readonly Element[], name: string) =>
      path.at(-1)!.attrs.find((one) => one.name === name)?.value;
    expect(attribute(ground!, 'fill')).toBe('#fff');
    for (const name of ['width', 'height'])
      expect(attribute(ground!, name)).toBe(attribute([root], name));
    expect(paths.length).toBeGreaterThan(50);
    const shown = paths.map((path) => ({ path, fill: styled(sheet!, path, 'fill') }));
    for (const { path, fill } of shown) {
      expect(fill).toMatch(/^(none|#[0-9a-f]{3,6})$/);
      if (fill === 'none') expect(styled(sheet!, path, 'stroke')).toMatch(/^#[0-9a-f]{3,6}$/);
    }
    const colours = new Set(shown.map(({ fill }) => fill));
    expect(colours.size).toBeGreaterThanOrEqual(8);
  },
);
