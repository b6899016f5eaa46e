import type { Report } from '@picojoule/spec';
import { armsSection, scatterSection, spentSection } from './arm-sections.ts';
import { equalEnergySection } from './equal-energy-section.ts';
import { ONE_SEED } from './figures.ts';
import type { Outcome } from './outcome.ts';
import type { Scale } from './scales.ts';
import { skippingSection } from './skipping-section.ts';
import {
  paperSection,
  productSection,
  ratesSection,
  signsSection,
  timeSection,
} from './work-sections.ts';

/** Which seeds, and which of them only some arms have. */
const seedsOf = ({ seeds, moreSeeds }: Scale): string =>
  moreSeeds.length === 0
    ? `seeds ${seeds.join(', ')}`
    : `seeds ${seeds.join(', ')}, those of SMD and their controls ${moreSeeds.join(', ')} too`;

/** What one seed cannot say. */
const ofOneSeed = ({ seeds, moreSeeds }: Scale): string[] =>
  seeds.length + moreSeeds.length > 1
    ? []
    : [
        `One seed alone: two trainings of equal worth differ by up to ${ONE_SEED} point by chance, so narrower bands are not judged. More seeds: without --quick.`,
      ];

export function reportOf(outcome: Outcome): Report {
  const { scale, backend, model, arms } = outcome;
  const ablations = arms.filter(({ arm }) => arm.ablation);
  return {
    title: 'Reproduction: E2-Train',
    summary: [
      `ResNet-${scale.depth} on ${scale.images} training images of Fashion-MNIST, ${scale.steps} steps of ${scale.batchSize} of them in plain training, ${seedsOf(scale)}; backend ${backend}, energy modelled by "${model}".`,
      ...arms
        .filter(({ arm }) => arm.main)
        .map(({ arm, trainings }) => {
          const each = trainings.map(({ test }) => `${(100 * test).toFixed(2)} %`).join(', ');
          return `${arm.what}: ${each} of the test images right.`;
        }),
      ...ofOneSeed(scale),
    ],
    sections: [
      armsSection(
        'Arms',
        arms.filter((one) => !ablations.includes(one)),
        outcome,
      ),
      scatterSection(outcome),
      ...equalEnergySection(outcome),
      spentSection(outcome),
      timeSection(
        outcome.arms.map(({ arm }) => arm),
        outcome.times,
      ),
      ...skippingSection(outcome),
      ...signsSection(outcome),
      ...productSection(outcome),
      ...(ablations.length > 0
        ? [armsSection('Ablations, first seed alone', ablations, outcome)]
        : []),
      ratesSection(outcome),
      paperSection(),
    ],
  };
}
