import type { Plot } from '@picojoule/spec';
import { formatNumber } from '../reporters/format-cell.ts';
import { type Markup, markup } from '../reporters/markup.ts';
import { type Frame, tickSpace, valueAxisX, valueAxisY } from './axes.ts';
import type { Picture } from './picture.ts';
import { marker, round, type SeriesStyle } from './series-style.ts';
import { thinOut } from './thin-out.ts';
import { valueScale } from './value-scale.ts';

const WIDTH = 760;
const HEIGHT = 380;
/** Above this a line's points would run together. */
const MOST_MARKERS = 60;

/** Lines with their points, or the points alone. A value that the axis cannot show leaves a gap. */
export function linePlot(plot: Plot, styles: readonly SeriesStyle[]): Picture {
  const [top, bottom] = [36, HEIGHT - 52];
  const all = plot.series.flatMap(({ points }) => points);
  const y = valueScale(
    all.map(([, value]) => value),
    { range: [bottom, top], logarithmic: plot.y.logarithmic ?? false, ticks: 6 },
  );
  const frame: Frame = {
    width: WIDTH,
    height: HEIGHT,
    left: tickSpace(y),
    right: WIDTH - 14,
    top,
    bottom,
  };
  const x = valueScale(
    all.map(([at]) => at),
    { range: [frame.left, frame.right], nice: plot.kind === 'scatter', ticks: 8 },
  );
  const shows = ([at, value]: readonly [number, number]) => x.shows(at) && y.shows(value);
  const draw = plot.series.map(({ name, points }, i): Markup => {
    const style = styles[i]!;
    const size = plot.kind === 'scatter' ? 4.5 : 3.5;
    const place = ([at, value]: readonly [number, number]) =>
      [round(x.place(at)), round(y.place(value))] as const;
    const line = plot.kind === 'scatter' ? undefined : path(thinOut(points, 400), shows, place);
    const marks =
      plot.kind === 'line' && points.length > MOST_MARKERS
        ? []
        : points.filter(shows).map((point) => {
            const title = `${name}: ${formatNumber(point[0], undefined)}, ${formatNumber(point[1], undefined)}`;
            return marker(style.shape, ...place(point), size, title);
          });
    return markup`<g class="${style.colour}">${line && markup`<path class="line" d="${line}" stroke-dasharray="${style.dashes}"/>`}<g class="point">${marks}</g></g>\n`;
  });
  return {
    frame,
    hidden: all.filter((point) => !shows(point)).length,
    body: markup`${valueAxisY(y, frame, plot.y.label)}${valueAxisX(x, frame, plot.x.label)}
<path class="base" d="M${frame.left} ${bottom}H${frame.right}"/>${draw}`,
  };
}

type Point = readonly [number, number];

function path(
  points: readonly Point[],
  shows: (point: Point) => boolean,
  place: (point: Point) => readonly [number, number],
): string {
  let joined = false;
  return points
    .map((point) => {
      if (!shows(point)) {
        joined = false;
        return '';
      }
      const [x, y] = place(point);
      const command = joined ? 'L' : 'M';
      joined = true;
      return `${command}${x} ${y}`;
    })
    .join('');
}
