import { psg, smd, swa } from '@picojoule/train';
import { type Arm, arm, type Saver } from './arm.ts';
import { MAIN_SKIP, psgAndSwa, sluAt } from './families.ts';

const alone = { ablation: true };
const ablation = (
  names: readonly [key: string, what: string, family: string],
  savers: () => readonly Saver[],
): Arm => arm(names, savers, alone);

/** The settings of each saver, changed one at a time; gate targets are arms of their own. */
export const ablations = (): readonly Arm[] => [
  ...[0.02, 0.1].map((beta) =>
    ablation([`psg-beta-${beta}`, `PSG and SWA, beta ${beta}`, 'psg'], () => psgAndSwa({ beta })),
  ),
  ...[4, 16].map((predictorGradientBits) =>
    ablation(
      [
        `psg-predictor-4-${predictorGradientBits}`,
        `PSG and SWA, predictor 4/${predictorGradientBits}`,
        'psg',
      ],
      () => psgAndSwa({ predictorGradientBits }),
    ),
  ),
  ablation(['psg-without-swa', 'PSG without SWA', 'psg'], () => [psg()]),
  ablation(['standard-swa', 'full training and SWA', 'standard'], () => [swa()]),
  ...[0.25, 0.75].map((dropProbability) =>
    ablation(
      [`smd-drop-${dropProbability}`, `SMD, ${100 * dropProbability} % dropped`, 'smd'],
      () => [smd({ dropProbability })],
    ),
  ),
  ablation(
    [`slu-${MAIN_SKIP}-cost-0.5`, `SLU, ${MAIN_SKIP} % skipped, costWeight 0.5`, 'slu'],
    () => [sluAt(MAIN_SKIP / 100, { costWeight: 0.5 })],
  ),
];
