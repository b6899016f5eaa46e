import type { Plot } from '@picojoule/spec';
import { type Markup, markup } from '../reporters/markup.ts';
import { barPlot } from './bar-plot.ts';
import { linePlot } from './line-plot.ts';
import { seriesLabel } from './series-label.ts';
import { legend, seriesStyles } from './series-style.ts';

/**
 * A plot as an HTML figure: inline SVG with title and description, a legend, a caption. `number` is its
 * place among the figures of the document. Colours come from the page's style sheet.
 */
export function figure(plot: Plot, title: string, number: number): Markup {
  const styles = seriesStyles(plot);
  const { frame, body, hidden } = (plot.kind === 'bar' ? barPlot : linePlot)(plot, styles);
  const { width, height } = frame;
  const id = `figure-${number}`;
  const caption = `${plot.y.label} ${plot.kind === 'bar' ? 'by' : 'over'} ${plot.x.label}${plot.y.logarithmic ? ', logarithmic scale' : ''}.`;
  const note = hidden > 0 && ` ${hidden} of the values cannot be shown on these axes.`;
  return markup`<figure>
${plot.series.length > 0 && legend(plot, styles)}
<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title>
<desc id="${id}-desc">${describe(plot)}</desc>
${body}
</svg>
<figcaption><b>Figure ${number}.</b> ${capital(caption)}${note}</figcaption>
</figure>
`;
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

const KINDS = { line: 'Line plot', scatter: 'Scatter plot', bar: 'Bar plot' } as const;

function describe({ kind, x, y, series }: Plot): string {
  const names = series.map(seriesLabel).join(', ');
  return `${KINDS[kind]} of ${y.label} over ${x.label}; series: ${names}.`;
}
