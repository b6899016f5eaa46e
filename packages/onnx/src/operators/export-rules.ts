import type { OperatorName } from '@picojoule/spec';
import type { ExportRules } from '../export/onnx-writer.ts';
import { convolutionExports } from './convolution.ts';
import { elementwiseExports } from './elementwise.ts';
import { layoutExports } from './layout.ts';
import { matrixExports } from './matrix.ts';
import { normalisationExports } from './normalisation.ts';
import { poolingExports } from './pooling.ts';
import { resamplingExports } from './resampling.ts';

/** How each operator of a graph is written; one that is missing does not compile. */
export const exportRules: ExportRules<OperatorName> = {
  ...convolutionExports,
  ...poolingExports,
  ...elementwiseExports,
  ...normalisationExports,
  ...matrixExports,
  ...layoutExports,
  ...resamplingExports,
};
