import type { Plot } from '@picojoule/spec';
import { type Markup, markup } from '../reporters/markup.ts';
import { textWidth } from './axes.ts';
import { barPlot } from './bar-plot.ts';
import { linePlot } from './line-plot.ts';
import { LIGHT } from './palette.ts';
import { plotStyle } from './plot-style.ts';
import { seriesLabel } from './series-label.ts';
import { type SeriesStyle, seriesStyles, swatch } from './series-style.ts';

const LINE = 20;
const MARGIN = 12;

/**
 * A plot as an SVG file of its own, with title and legend: nothing outside it is referred to. Its
 * colours are literal, on a light ground: programs other than browsers know no CSS variables.
 */
export function svgPlot(plot: Plot, title: string): string {
  const styles = seriesStyles(plot);
  const { frame, body } = (plot.kind === 'bar' ? barPlot : linePlot)(plot, styles);
  const items = legendItems(plot, styles, frame.width);
  const top = MARGIN + LINE * (1 + (items.at(-1)?.row ?? -1) + 1) + MARGIN;
  const [width, height] = [frame.width + 2 * MARGIN, frame.height + top + MARGIN];
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="12" role="img" aria-labelledby="title">
<title id="title">${title}</title>
<style>${{ markup: plotStyle((name) => LIGHT[name]) }}</style>
<rect width="${width}" height="${height}" fill="${LIGHT.page}"/>
<text class="label" x="${MARGIN}" y="${MARGIN + 10}">${title}</text>
${items.map(({ mark }) => mark)}<g transform="translate(${MARGIN} ${top})">
${body}
</g>
</svg>
`.markup;
}

/** The legend's entries, in as many rows as the width demands. */
function legendItems(plot: Plot, styles: readonly SeriesStyle[], width: number) {
  const items: { readonly row: number; readonly mark: Markup }[] = [];
  let [x, row] = [0, 0];
  plot.series.forEach((series, i) => {
    const label = seriesLabel(series);
    const taken = 32 + textWidth(label) + 16;
    if (x > 0 && x + taken > width) [x, row] = [0, row + 1];
    const y = MARGIN + LINE * (row + 1);
    const mark = markup`<g class="${styles[i]!.colour}" transform="translate(${MARGIN + x} ${y})">${swatch(plot.kind, styles[i]!)}<text x="32" y="10">${label}</text></g>\n`;
    items.push({ row, mark });
    x += taken;
  });
  return items;
}
