import type { OperatorName } from '@picojoule/spec';
import { activationRules } from './activation.ts';
import { arithmeticRules } from './arithmetic.ts';
import { convolutionRules } from './convolution.ts';
import { matrixRules } from './matrix.ts';
import { normalisationRules } from './normalisation.ts';
import { poolingRules } from './pooling.ts';
import { reductionRules } from './reduction.ts';
import { reshapingRules } from './reshaping.ts';
import { resizeRules } from './resize.ts';
import type { Rules } from './rule.ts';
import { selectionRules } from './selection.ts';

/** Every operator of the graph. */
export const rules: Rules = {
  ...convolutionRules,
  ...normalisationRules,
  ...activationRules,
  ...arithmeticRules,
  ...matrixRules,
  ...poolingRules,
  ...reductionRules,
  ...reshapingRules,
  ...resizeRules,
  ...selectionRules,
};

export const runnable = Object.keys(rules) as readonly OperatorName[];

/** Those through which gradients flow. */
export const trainable: readonly OperatorName[] = runnable.filter(
  (op) => rules[op].backward !== undefined,
);
