import type { Plot } from '@picojoule/spec';
import { type Markup, markup } from '../reporters/markup.ts';
import { SERIES } from './palette.ts';
import { seriesLabel } from './series-label.ts';

export interface SeriesStyle {
  /** Class that sets the colour; with more series than colours, they begin again with another shape. */
  readonly colour: string;
  /** Bars of the second, third ... stack are paler, so that a part keeps its colour in all stacks. */
  readonly opacity: number;
  readonly dashes: string;
  readonly shape: number;
}

const DASHES = ['', '7 3', '2 3', '9 3 2 3'];

export function seriesStyles({ kind, series }: Plot): readonly SeriesStyle[] {
  const stacks = new Map<string, number>();
  for (const { stack } of series)
    if (stack !== undefined) stacks.set(stack, (stacks.get(stack) ?? 0) + 1);
  const names = [...stacks.keys()];
  const byStack =
    kind === 'bar' && names.length > 1 && [...stacks.values()].some((size) => size > 1);
  const taken = new Map<string, number>();
  return series.map(({ stack = '' }, i) => {
    const position = taken.get(stack) ?? 0;
    taken.set(stack, position + 1);
    const colour = byStack ? position : i;
    const place = byStack ? names.indexOf(stack) : 0;
    return {
      colour: SERIES[colour % SERIES.length]!,
      opacity: byStack ? 1 - (0.6 * place) / (names.length - 1) : 1,
      dashes: DASHES[Math.floor(i / 2) % DASHES.length]!,
      shape: i % 4,
    };
  });
}

/** The sign of a series at a point: circle, square, diamond or triangle. */
export function marker(shape: number, x: number, y: number, size: number, title?: string): Markup {
  const [r, at] = [size, (dx: number, dy: number) => `${round(x + dx)} ${round(y + dy)}`];
  const label = title === undefined ? undefined : markup`<title>${title}</title>`;
  if (shape === 0)
    return markup`<circle cx="${round(x)}" cy="${round(y)}" r="${r}">${label}</circle>`;
  const s = r * 0.9;
  const corners = [
    [],
    [at(-s, -s), at(s, -s), at(s, s), at(-s, s)],
    [at(0, -1.3 * r), at(1.3 * r, 0), at(0, 1.3 * r), at(-1.3 * r, 0)],
    [at(0, -1.25 * r), at(1.15 * r, 0.8 * r), at(-1.15 * r, 0.8 * r)],
  ][shape]!;
  return markup`<path d="M${corners.join('L')}Z" data-x="${round(x)}" data-y="${round(y)}">${label}</path>`;
}

/** A hundredth of a pixel is enough, and keeps the file small. */
export const round = (value: number): number => Math.round(value * 100) / 100;

export function legend(plot: Plot, styles: readonly SeriesStyle[]): Markup {
  const items = plot.series.map((series, i) => {
    const style = styles[i]!;
    return markup`<li><svg class="${style.colour}" width="26" height="12" aria-hidden="true">${swatch(plot.kind, style)}</svg>${seriesLabel(series)}</li>\n`;
  });
  return markup`<ul class="legend">${items}</ul>`;
}

export function swatch(kind: Plot['kind'], { opacity, dashes, shape }: SeriesStyle): Markup {
  if (kind === 'bar') {
    return markup`<rect class="bar" x="6" y="0.5" width="14" height="11" fill-opacity="${opacity}"/>`;
  }
  const sign = markup`<g class="point">${marker(shape, 13, 6, 3.5)}</g>`;
  if (kind === 'scatter') return sign;
  return markup`<path class="line" d="M1 6H25" stroke-dasharray="${dashes}"/>${sign}`;
}
