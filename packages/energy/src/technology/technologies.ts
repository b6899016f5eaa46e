import { horowitz45nm } from './horowitz-45nm.ts';
import { nnDataflow65nm } from './nn-dataflow-65nm.ts';

/** Technologies by name. */
export const technologies = { '45nm': horowitz45nm, '65nm': nnDataflow65nm } as const;
