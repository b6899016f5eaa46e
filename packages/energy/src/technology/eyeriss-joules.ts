import { definePlugin, type EnergyModel } from '@picojoule/spec';
import * as v from 'valibot';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { inTechnology } from './in-technology.ts';
import { technologies } from './technologies.ts';

const options = v.strictObject({
  /** Whose costs the levels have. */
  technology: v.optional(v.picklist(['45nm', '65nm']), '45nm'),
  /** Options of `eyeriss`, whose costs come from the technology. */
  eyeriss: v.optional(v.omit(eyeriss.definition.options, ['costs']), {}),
});

/** The Eyeriss energy model in joules: `inTechnology` of `eyeriss`, for the command line. */
export const eyerissJoules = definePlugin({
  kind: 'energy',
  name: 'eyeriss-joules',
  summary: 'The eyeriss model with the costs of a technology, in joules.',
  references: Object.values(technologies).map(({ reference }) => reference),
  options,
  create: ({ technology, eyeriss: given }): EnergyModel<'J'> => {
    const { unit, estimate, explain, layerNames } = inTechnology(
      technologies[technology],
      (costs) => eyeriss({ ...given, costs }),
    );
    return {
      ...{ unit, estimate },
      ...(explain !== undefined && { explain }),
      ...(layerNames !== undefined && { layerNames }),
    };
  },
});
