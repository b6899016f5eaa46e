import { Value } from '../runtime/value.ts';
import { aligned, reducedTo } from './broadcast.ts';
import { gradientOf, input, type Rules } from './rule.ts';

export const arithmeticRules: Rules<'Add' | 'Sub' | 'Mul' | 'Div'> = {
  Add: {
    forward(site) {
      const { a, b, layout } = aligned(site.k, input(site), input(site, 1));
      return [new Value(site.k, site.k.binary('add', a, b), layout)];
    },
    backward(site) {
      const { k, wanted } = site;
      const { layout } = site.outputs[0]!;
      const g = gradientOf(site).as(layout);
      return [0, 1].map((i) => (wanted[i] ? reducedTo(k, g, layout, input(site, i)) : undefined));
    },
  },
  Sub: {
    forward(site) {
      const { a, b, layout } = aligned(site.k, input(site), input(site, 1));
      return [new Value(site.k, site.k.binary('sub', a, b), layout)];
    },
    backward(site) {
      const { k, wanted } = site;
      const { layout } = site.outputs[0]!;
      const g = gradientOf(site).as(layout);
      return [
        wanted[0] ? reducedTo(k, g, layout, input(site)) : undefined,
        wanted[1] ? reducedTo(k, k.unary('neg', g), layout, input(site, 1)) : undefined,
      ];
    },
  },
  Mul: {
    reads: { inputs: [0, 1] },
    forward(site) {
      const { a, b, layout } = aligned(site.k, input(site), input(site, 1));
      return [new Value(site.k, site.k.binary('mul', a, b), layout)];
    },
    backward(site) {
      const { k, wanted } = site;
      const { a, b, layout } = aligned(k, input(site), input(site, 1));
      const g = gradientOf(site).as(layout);
      return [
        wanted[0] ? reducedTo(k, k.binary('mul', g, b), layout, input(site)) : undefined,
        wanted[1] ? reducedTo(k, k.binary('mul', g, a), layout, input(site, 1)) : undefined,
      ];
    },
  },
  Div: {
    reads: { inputs: [0, 1] },
    forward(site) {
      const { a, b, layout } = aligned(site.k, input(site), input(site, 1));
      return [new Value(site.k, site.k.binary('div', a, b), layout)];
    },
    backward(site) {
      const { k, wanted } = site;
      const { a, b, layout } = aligned(k, input(site), input(site, 1));
      const quotient = k.binary('div', gradientOf(site).as(layout), b);
      const toDivisor = () => k.unary('neg', k.binary('mul', quotient, k.binary('div', a, b)));
      return [
        wanted[0] ? reducedTo(k, quotient, layout, input(site)) : undefined,
        wanted[1] ? reducedTo(k, toDivisor(), layout, input(site, 1)) : undefined,
      ];
    },
  },
};
