import { type Colour, SERIES } from './palette.ts';

/** Rules for the classes that plots have; `colour` writes a colour of the palette by its name. */
export const plotStyle = (colour: (name: Colour) => string): string => `
svg text{fill:${colour('muted')}}
svg .label{fill:${colour('ink')};font-weight:500}
svg .total{font-size:10.5px}
.grid{stroke:${colour('rule')};fill:none}
.base{stroke:${colour('muted')};fill:none}
.bar{stroke-width:.75}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.point{stroke:${colour('page')};stroke-width:1}
${SERIES.map((name) => seriesRules(name, colour(name))).join('\n')}
`;

const seriesRules = (name: Colour, colour: string) =>
  `.${name}.bar,.${name} .bar{fill:${colour};stroke:${colour}}.${name} .line{stroke:${colour}}.${name} .point{fill:${colour}}`;
