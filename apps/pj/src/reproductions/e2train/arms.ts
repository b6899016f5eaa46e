import { fixedPoint, randomSkip, signSgd, smd, standard, stochasticDepth } from '@picojoule/train';
import { ablations } from './ablations.ts';
import { type Arm, arm, needed } from './arm.ts';
import { PATIENCE } from './early-stopping.ts';
import { equalEnergySteps } from './equal-energy.ts';
import { allThree, MAIN_SKIP, psgAndSwa, SKIPS, sluAt, survivalFor } from './families.ts';

const main = { main: true };
const close = { ...main, close: true };

/** All arms for a network of so many blocks, in the order of training: those that others need first. */
export const allArms = (blocks: number): readonly Arm[] => [
  arm(['standard', 'full training', 'standard'], () => [standard()], close),
  arm(['smd-half', 'SMD, same schedule', 'smd'], () => [smd()], close),
  equalEnergy('smd-half', close),
  arm(
    ['smd-two-thirds', 'SMD, schedule 4/3 as long', 'smd'],
    () => [smd({ stretch: 4 / 3 })],
    close,
  ),
  equalEnergy('smd-two-thirds', close),
  {
    key: 'early-stopping',
    what: 'standard, stopped early',
    family: 'standard',
    plan: (steps) => ({ savers: [standard()], steps, patience: PATIENCE }),
  },
  ...SKIPS.flatMap((skip) => skippingArms(skip, blocks)),
  equalEnergy(`slu-${MAIN_SKIP}`),
  arm(['psg', 'PSG and SWA', 'psg'], () => psgAndSwa(), main),
  equalEnergy('psg'),
  arm(['fixed-point', '8/8/16-bit fixed point', 'fixed-point'], () => [fixedPoint()]),
  arm(['fixed-point-8', '8-bit fixed point', 'fixed-point-8'], () => [
    fixedPoint({ gradientBits: 8 }),
  ]),
  arm(['sign-sgd', 'signSGD', 'sign-sgd'], () => [signSgd()]),
  ...SKIPS.map((skip) =>
    arm([`all-${skip}`, `all three, ${skip} % skipped`, 'all'], () => allThree(skip), {
      main: skip === MAIN_SKIP,
    }),
  ),
  equalEnergy(`all-${MAIN_SKIP}`),
  ...ablations(),
];

/** Plain training that costs what another arm did. */
function equalEnergy(of: string, more: Pick<Arm, 'main' | 'close'> = {}): Arm {
  return {
    key: `equal-energy-${of}`,
    what: `standard, energy of ${of}`,
    family: 'standard',
    ...more,
    plan: (_, found) => ({
      savers: [standard()],
      steps: equalEnergySteps(needed(found, 'standard'), needed(found, of)),
    }),
  };
}

/**
 * SLU at a share and its rivals at the same. Stochastic depth is not among them where even a last block
 * that never runs skips too little, as in deep networks above one half.
 */
function skippingArms(skip: number, blocks: number): readonly Arm[] {
  const key = `slu-${skip}`;
  const skipsOf = ({ shares }: ReturnType<typeof needed>) =>
    Object.fromEntries(Object.entries(shares).map(([block, share]) => [block, 1 - share]));
  const survivalProbability = survivalFor(skip / 100, blocks);
  const depth = arm(
    [`stochastic-depth-${skip}`, `stochastic depth, ${skip} %`, 'stochastic-depth'],
    () => [stochasticDepth({ survivalProbability })],
  );
  return [
    arm([key, `SLU, ${skip} % skipped`, 'slu'], () => [sluAt(skip / 100)], {
      main: skip === MAIN_SKIP,
    }),
    ...(survivalProbability > 0 ? [depth] : []),
    arm(
      [`random-skip-${skip}`, `random skip at the shares of SLU ${skip} %`, 'random-skip'],
      (found) => [randomSkip({ skipRatio: skipsOf(needed(found, key)) })],
    ),
  ];
}
