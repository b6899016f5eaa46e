import { type Markup, markup } from '../reporters/markup.ts';
import { widthOf } from '../reporters/plain-text.ts';
import { round } from './series-style.ts';
import type { ValueScale } from './value-scale.ts';

/** The drawing area within the picture, in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Estimated, generously: no font is measured here. */
export const textWidth = (text: string): number => widthOf(text) * 7;

/** Keeps both ends of a label, where layer names differ. */
export function shorten(text: string, characters: number): string {
  const all = Array.from(text);
  if (all.length <= characters) return text;
  const head = Math.ceil((characters - 1) * 0.4);
  const tail = all.slice(all.length - (characters - 1 - head));
  return `${all.slice(0, head).join('')}…${tail.join('')}`;
}

export function valueAxisX(scale: ValueScale, frame: Frame, label: string): Markup {
  const { left, right, top, bottom, height } = frame;
  const ticks = scale.ticks.map(({ at, label }) => {
    const x = round(at);
    return markup`<path class="grid" d="M${x} ${top}V${bottom}"/><text x="${x}" y="${bottom + 18}" text-anchor="middle">${label}</text>`;
  });
  const middle = round((left + right) / 2);
  return markup`<g class="axis">${ticks}<text class="label" x="${middle}" y="${height - 6}" text-anchor="middle">${label}</text></g>`;
}

/** The label stands above the axis, where it reads without turning the head. */
export function valueAxisY(scale: ValueScale, frame: Frame, label: string): Markup {
  const { left, right, top } = frame;
  const ticks = scale.ticks.map(({ at, label }) => {
    const y = round(at);
    return markup`<path class="grid" d="M${left} ${y}H${right}"/><text x="${left - 8}" y="${y + 4}" text-anchor="end">${label}</text>`;
  });
  return markup`<g class="axis">${ticks}<text class="label" x="${Math.min(left, 4)}" y="${top - 14}">${label}</text></g>`;
}

/** Space that the tick labels of a y axis take. */
export const tickSpace = (scale: ValueScale): number =>
  Math.max(24, ...scale.ticks.map(({ label }) => textWidth(label))) + 12;
