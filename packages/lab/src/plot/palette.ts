/**
 * Colours of pages and drawings. Those of series, `s0` to `s7`, follow Okabe and Ito's palette for
 * colour-blind readers (2008; values recalled), darkened or lightened for contrast with the page.
 */
export const LIGHT = {
  page: '#fff',
  ink: '#1b2430',
  muted: '#586273',
  rule: '#dfe3e9',
  panel: '#f6f7f9',
  accent: '#0b5c8f',
  s0: '#0072b2',
  s1: '#d55e00',
  s2: '#008f68',
  s3: '#b8578e',
  s4: '#c98500',
  s5: '#3f9ed1',
  s6: '#6b4fa3',
  s7: '#6b7280',
} as const;

export type Colour = keyof typeof LIGHT;
export type Palette = Readonly<Record<Colour, string>>;

export const DARK: Palette = {
  page: '#14181e',
  ink: '#e3e7ed',
  muted: '#9ca7b5',
  rule: '#2d343e',
  panel: '#1b2028',
  accent: '#7cc0ee',
  s0: '#58a9e0',
  s1: '#f0854a',
  s2: '#3cc49a',
  s3: '#d98dbb',
  s4: '#e6b04a',
  s5: '#8fd0f5',
  s6: '#a891e0',
  s7: '#a3acb8',
};

/** Colours of series, in the order in which they are taken. */
export const SERIES = ['s0', 's1', 's2', 's3', 's4', 's5', 's6', 's7'] as const satisfies Colour[];
