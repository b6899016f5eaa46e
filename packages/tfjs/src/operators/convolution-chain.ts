import type { NodeOf } from '@picojoule/spec';
import type { Range } from '../kernels/fused.ts';
import { Value } from '../runtime/value.ts';
import { windowOf } from './convolution.ts';
import { folded } from './folded-convolution.ts';
import { input, type Rule } from './rule.ts';

/** A convolution that has taken over a norm, and perhaps a rectifier. */
export interface FoldedLink {
  readonly node: NodeOf<'Conv'>;
  readonly epsilon: number;
  readonly range?: Range | undefined;
  /** Of an image. */
  readonly macs: number;
}

/** Of each link, as `folded` takes them. */
const PARAMETERS = 6;

/** Convolutions behind each other in one kernel. Inputs are x, the parameters of each link, and perhaps a map to be added. */
export const convolutionChain = (links: readonly FoldedLink[]): Rule<'Conv'> => ({
  layers: links,
  forward(site) {
    const { k } = site;
    const parts = links.map(({ node, epsilon, range }, i) => {
      const at = 1 + i * PARAMETERS;
      const { filter, bias } = folded(k, site.inputs.slice(at, at + PARAMETERS), epsilon);
      const window = windowOf(node.attributes);
      const { group } = node.attributes;
      if (group === 1) return { filter, bias, window, depthwise: false, range };
      const [r, s, , m] = filter.shape as [number, number, number, number];
      const shaped = k.reshape(filter, [r, s, group, m / group]);
      return { filter: shaped, bias, window, depthwise: true, range };
    });
    const addend = site.inputs[1 + links.length * PARAMETERS]?.as('nhwc');
    return [new Value(k, k.convChain!(input(site).as('nhwc'), parts, addend), 'nhwc')];
  },
});
