import { trainingSaverLaws } from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { fixedPoint } from './fixed-point.ts';
import { psg } from './psg.ts';
import { randomSkip } from './random-skip.ts';
import { signSgd } from './sign-sgd.ts';
import { slu } from './slu.ts';
import { smd } from './smd.ts';
import { standard } from './standard.ts';
import { stochasticDepth } from './stochastic-depth.ts';
import { swa } from './swa.ts';

const subjects = {
  smd: { saver: smd(), off: smd({ dropProbability: 0 }) },
  'smd, stretched': { saver: smd({ dropProbability: 0.9, stretch: 4 / 3 }) },
  standard: { saver: standard(), off: standard() },
  // No setting of its own makes a rule of signs plain training: see their tests for what they equal.
  psg: { saver: psg() },
  'sign-sgd': { saver: signSgd() },
  'sign-sgd of all layers': { saver: signSgd({ layers: 'all' }) },
  'fixed-point': {
    saver: fixedPoint(),
    off: fixedPoint({ activationBits: 32, weightBits: 32, gradientBits: 32 }),
  },
  slu: { saver: slu(), off: slu({ skipRatio: 0 }) },
  'stochastic-depth': {
    saver: stochasticDepth(),
    off: stochasticDepth({ survivalProbability: 1 }),
  },
  'stochastic-depth, by image': { saver: stochasticDepth({ per: 'image' }) },
  'random-skip': { saver: randomSkip(), off: randomSkip({ skipRatio: 0 }) },
  'random-skip of named blocks': { saver: randomSkip({ skipRatio: { block2: 0.7 } }) },
  swa: { saver: swa({ period: 3 }), off: swa({ start: 1 }) },
};

for (const [name, subject] of Object.entries(subjects)) {
  describe(name, () => {
    for (const law of trainingSaverLaws) test(law.name, () => law.check(subject));
  });
}

test('all laws apply to smd but the one about graphs it would prepare', () => {
  const others = trainingSaverLaws.filter((law) => !law.applies(subjects.smd));
  expect(others.map(({ name }) => name)).toEqual([expect.stringMatching(/^prepare /)]);
});
