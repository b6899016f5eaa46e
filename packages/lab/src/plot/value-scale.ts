import { format } from 'd3-format';
import { scaleLinear, scaleLog } from 'd3-scale';

/** Numbers to places along an axis, with the ticks to draw there. */
export interface ValueScale {
  /** Ends of the axis, in numbers. */
  readonly domain: readonly [number, number];
  place(value: number): number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** See `isShown`. */
  shows(value: number): boolean;
}

export interface ScaleOptions {
  readonly range: readonly [number, number];
  readonly logarithmic?: boolean;
  /** For bars: begins at zero, and leaves room for their totals. */
  readonly fromZero?: boolean;
  /** Ends at round numbers. */
  readonly nice?: boolean;
  readonly ticks: number;
}

/** Beyond it, and below its inverse, the arithmetic of ticks fails; no figure of ours is there. */
const FAR = 1e150;

/** False for what no axis can show: not a number, out of bounds, or not positive on a logarithmic one. */
export const isShown = (value: number, logarithmic: boolean): boolean =>
  Math.abs(value) <= FAR && (!logarithmic || value >= 1 / FAR);

/** A scale that shows all the values that its axis can. */
export function valueScale(values: readonly number[], options: ScaleOptions): ValueScale {
  const { logarithmic = false, fromZero = false, nice = true, range, ticks } = options;
  const shows = (value: number) => isShown(value, logarithmic);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!shows(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = logarithmic ? [1, 10] : [0, 1];
  if (fromZero && !logarithmic) [low, high] = [Math.min(low * 1.05, 0), Math.max(high * 1.05, 0)];
  // The smallest bar of a logarithmic axis must still be seen.
  if (fromZero && logarithmic) low /= 2;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (high - low <= 1e-12 * largest || high - low < 1 / FAR)
    [low, high] = widened(low, logarithmic, fromZero);

  const scale = (logarithmic ? scaleLog() : scaleLinear()).domain([low, high]).range(range);
  if (nice) scale.nice(...((logarithmic ? [] : [ticks]) as [number]));
  const [start, end] = scale.domain() as [number, number];
  const label = logarithmic
    ? powerLabel(end / start >= 100)
    : linearLabel(Math.max(Math.abs(start), Math.abs(end)), (specifier) =>
        scale.tickFormat(ticks, specifier),
      );
  const marks = scale.ticks(ticks).map((value) => ({ at: scale(value), label: label(value) }));
  return {
    domain: [start, end],
    place: (value) => scale(value),
    ticks: marks.filter((mark) => mark.label !== ''),
    shows,
  };
}

function widened(value: number, logarithmic: boolean, fromZero: boolean): [number, number] {
  if (logarithmic) return [value / 2, value * 2];
  if (Math.abs(value) < 1 / FAR) return fromZero ? [0, 1] : [-1, 1];
  return [value - Math.abs(value) / 2, value + Math.abs(value) / 2];
}

/** Small and large numbers with the one prefix that suits the axis' end, others plain. */
function linearLabel(largest: number, format: (specifier?: string) => (value: number) => string) {
  const label = format(largest >= 1e4 || largest < 1e-3 ? '~s' : undefined);
  return (value: number) => (value === 0 ? '0' : label(value));
}

const withPrefix = format('~s');

/** Labels of a logarithmic axis: powers of ten alone where there are at least two. */
function powerLabel(sparse: boolean) {
  return (value: number) => {
    const digit = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
    const chosen = sparse ? [1] : [1, 2, 5];
    if (!chosen.some((one) => Math.abs(one - digit) < 1e-6)) return '';
    return value < 1e-4 || value >= 1e4 ? withPrefix(value) : String(Number(value.toPrecision(3)));
  };
}
