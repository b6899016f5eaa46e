import type { Plot } from '@picojoule/spec';
import { scaleBand } from 'd3-scale';
import { formatNumber, formatSi } from '../reporters/format-cell.ts';
import { type Markup, markup } from '../reporters/markup.ts';
import { type Frame, shorten, textWidth, tickSpace, valueAxisX, valueAxisY } from './axes.ts';
import type { Picture } from './picture.ts';
import { seriesLabel } from './series-label.ts';
import { round, type SeriesStyle } from './series-style.ts';
import { isShown, type ValueScale, valueScale } from './value-scale.ts';

const WIDTH = 760;
const LONGEST_LABEL = 36;

/** One piece of a bar, from one value to another. */
interface Piece {
  readonly series: number;
  readonly category: number;
  /** Position among the bars of one category. */
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/**
 * Bars by category: those of one stack stand on each other, stacks and single series side by side.
 * Upright when the category names fit below the bars, else lying, which suits layer names.
 */
export function barPlot(plot: Plot, styles: readonly SeriesStyle[]): Picture {
  const { pieces, slots } = stackUp(plot);
  const categories = categoriesOf(plot);
  // By the number of characters: what they are must not change how the page is built.
  const widest = 7 * Math.max(0, ...categories.map((name) => Array.from(name).length));
  const upright = widest <= (WIDTH - 80) / Math.max(1, categories.length) - 8;
  const hidden = pieces.filter(({ value }) => !showable(plot, value)).length;
  const shown = pieces.filter(({ value }) => showable(plot, value));
  const draw = upright ? uprightBars : lyingBars;
  return { ...draw(plot, styles, categories, shown, slots), hidden };
}

const showable = ({ y }: Plot, value: number) => isShown(value, y.logarithmic ?? false);

function categoriesOf({ x, series }: Plot): string[] {
  const last = series.flatMap(({ points }) => points.map(([at]) => at));
  const count = Math.max(x.categories?.length ?? 0, ...last.map((at) => Math.floor(at) + 1));
  return Array.from({ length: count }, (_, i) => x.categories?.[i] ?? String(i));
}

function stackUp(plot: Plot): { pieces: Piece[]; slots: number } {
  const { series } = plot;
  const slots = [...new Set(series.map(({ stack }, i) => stack ?? `\0${i}`))];
  const tops = new Map<string, number>();
  const pieces = series.flatMap(({ points, stack }, i) =>
    points.map(([category, value]): Piece => {
      const slot = slots.indexOf(stack ?? `\0${i}`);
      // What is below zero hangs from it.
      const key = `${category} ${slot} ${value < 0}`;
      const from = tops.get(key) ?? 0;
      const to = from + value;
      if (showable(plot, value)) tops.set(key, to);
      return { series: i, category, slot, from, to, value };
    }),
  );
  return { pieces, slots: slots.length };
}

type Draw = (
  plot: Plot,
  styles: readonly SeriesStyle[],
  categories: readonly string[],
  pieces: readonly Piece[],
  slots: number,
) => Omit<Picture, 'hidden'>;

const uprightBars: Draw = (plot, styles, categories, pieces, slots) => {
  const [height, top, bottom] = [360, 36, 310];
  const values = valueScale(ends(pieces), {
    range: [bottom, top],
    logarithmic: plot.y.logarithmic ?? false,
    fromZero: true,
    ticks: 6,
  });
  const frame: Frame = {
    width: WIDTH,
    height,
    left: tickSpace(values),
    right: WIDTH - 8,
    top,
    bottom,
  };
  const band = scaleBand<number>(categories.keys(), [frame.left, frame.right])
    .paddingInner(0.28)
    .paddingOuter(0.14);
  const thickness = Math.min(90, band.bandwidth() / slots);
  const start = (band.bandwidth() - thickness * slots) / 2;
  const names = categories.map((name, i) => {
    const x = round(band(i)! + band.bandwidth() / 2);
    return markup`<text x="${x}" y="${bottom + 18}" text-anchor="middle">${name}</text>`;
  });
  const bars = pieces.map((piece) => {
    const [low, high] = span(values, piece);
    const x = band(piece.category)! + start + piece.slot * thickness;
    return bar(plot, styles, categories, piece, {
      x: x + thickness * 0.04,
      y: Math.min(low, high),
      width: thickness * 0.92,
      height: Math.abs(high - low),
    });
  });
  const totals =
    thickness < 34
      ? []
      : sums(pieces).map(({ category, slot, to }) => {
          const x = round(band(category)! + start + (slot + 0.5) * thickness);
          return markup`<text class="total" x="${x}" y="${round(values.place(to)) + (to < 0 ? 13 : -5)}" text-anchor="middle">${short(to)}</text>`;
        });
  const zero = round(values.place(Math.max(0, values.domain[0])));
  return {
    frame,
    body: markup`${valueAxisY(values, frame, plot.y.label)}
<g class="axis">${names}<text class="label" x="${round((frame.left + frame.right) / 2)}" y="${height - 8}" text-anchor="middle">${plot.x.label}</text></g>
<g>${bars}</g>${totals}<path class="base" d="M${frame.left} ${zero}H${frame.right}"/>`,
  };
};

const lyingBars: Draw = (plot, styles, categories, pieces, slots) => {
  const thickness = slots === 1 ? 16 : slots === 2 ? 11 : 9;
  const step = thickness * slots + 9;
  const [top, bottom] = [34, 34 + step * categories.length];
  const labels = categories.map((name) => shorten(name, LONGEST_LABEL));
  const left = Math.ceil(Math.max(40, textWidth(plot.x.label), ...labels.map(textWidth)) + 12);
  const frame: Frame = { width: WIDTH, height: bottom + 48, left, right: WIDTH - 58, top, bottom };
  const values = valueScale(ends(pieces), {
    range: [left, frame.right],
    logarithmic: plot.y.logarithmic ?? false,
    fromZero: true,
    ticks: 5,
  });
  const names = labels.map((name, i) => {
    const y = round(top + (i + 0.5) * step + 4);
    const full = name === categories[i] ? undefined : markup`<title>${categories[i]!}</title>`;
    return markup`<text x="${left - 8}" y="${y}" text-anchor="end">${name}${full}</text>`;
  });
  const at = ({ category, slot }: Pick<Piece, 'category' | 'slot'>) =>
    top + category * step + 4.5 + slot * thickness;
  const bars = pieces.map((piece) => {
    const [low, high] = span(values, piece);
    return bar(plot, styles, categories, piece, {
      x: Math.min(low, high),
      y: at(piece) + 0.5,
      width: Math.abs(high - low),
      height: thickness - 1,
    });
  });
  const totals = sums(pieces).map((piece) => {
    const x = round(values.place(piece.to)) + (piece.to < 0 ? -5 : 5);
    return markup`<text class="total" x="${x}" y="${round(at(piece) + thickness / 2 + 3.5)}" text-anchor="${piece.to < 0 ? 'end' : 'start'}">${short(piece.to)}</text>`;
  });
  const zero = round(values.place(Math.max(0, values.domain[0])));
  return {
    frame,
    body: markup`${valueAxisX(values, frame, plot.y.label)}
<g class="axis"><text class="label" x="${left - 8}" y="${top - 14}" text-anchor="end">${plot.x.label}</text>${names}</g>
<g>${bars}</g>${totals}<path class="base" d="M${zero} ${top}V${bottom}"/>`,
  };
};

const ends = (pieces: readonly Piece[]) =>
  pieces.flatMap(({ from, to }) => [from, to]).filter((value) => value !== 0);

/** Bars on a logarithmic axis begin at its end: zero is infinitely far away. */
function span(scale: ValueScale, { from, to }: Piece): [number, number] {
  const begin = scale.shows(from) ? Math.max(from, scale.domain[0]) : scale.domain[0];
  return [scale.place(begin), scale.place(to)];
}

/** The last piece of each bar: where its total is written. */
function sums(pieces: readonly Piece[]): readonly Piece[] {
  const last = new Map<string, Piece>();
  for (const piece of pieces) last.set(`${piece.category} ${piece.slot} ${piece.value < 0}`, piece);
  return [...last.values()];
}

const short = (value: number) =>
  Math.abs(value) >= 1e4
    ? formatSi(Number(value.toPrecision(3)))
    : formatNumber(Number(value.toPrecision(3)), undefined);

function bar(
  { series, x }: Plot,
  styles: readonly SeriesStyle[],
  categories: readonly string[],
  piece: Piece,
  box: { x: number; y: number; width: number; height: number },
): Markup {
  const { colour, opacity } = styles[piece.series]!;
  const title = `${categories[piece.category] ?? x.label}, ${seriesLabel(series[piece.series]!)}: ${formatNumber(piece.value, undefined)}`;
  return markup`<rect class="bar ${colour}" fill-opacity="${opacity}" x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}"><title>${title}</title></rect>\n`;
}
