import type { ImportRule } from '../import/onnx-node.ts';
import { convolutionImports } from './convolution.ts';
import { elementwiseImports } from './elementwise.ts';
import { layoutImports } from './layout.ts';
import { matrixImports } from './matrix.ts';
import { normalisationImports } from './normalisation.ts';
import { poolingImports } from './pooling.ts';
import { resamplingImports } from './resampling.ts';

/** How each ONNX operator becomes nodes of a graph, by its ONNX name. */
export const importRules: ReadonlyMap<string, ImportRule> = new Map(
  Object.entries({
    ...convolutionImports,
    ...poolingImports,
    ...elementwiseImports,
    ...normalisationImports,
    ...matrixImports,
    ...layoutImports,
    ...resamplingImports,
  }),
);
