import type { OperatorName } from '@picojoule/spec';
import { convolutionShapes } from './convolution.ts';
import { elementwiseShapes } from './elementwise.ts';
import { layoutShapes } from './layout.ts';
import { matrixShapes } from './matrix.ts';
import { normalisationShapes } from './normalisation.ts';
import { poolingShapes } from './pooling.ts';
import { resamplingShapes } from './resampling.ts';
import type { ShapeRules } from './rule.ts';

/** One entry per operator; an operator of the spec without an entry does not compile. */
export const shapeRules: ShapeRules<OperatorName> = {
  ...convolutionShapes,
  ...poolingShapes,
  ...elementwiseShapes,
  ...normalisationShapes,
  ...matrixShapes,
  ...layoutShapes,
  ...resamplingShapes,
};
