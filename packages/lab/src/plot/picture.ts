import type { Markup } from '../reporters/markup.ts';
import type { Frame } from './axes.ts';

/** What a kind of plot draws; the frame around it is common. */
export interface Picture {
  readonly frame: Frame;
  readonly body: Markup;
  /** Points that the axes cannot show. */
  readonly hidden: number;
}
