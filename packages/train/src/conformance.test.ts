import { trainingSaverLaws } from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { smd } from './smd.ts';
import { standard } from './standard.ts';

const subjects = {
  smd: { saver: smd(), off: smd({ dropProbability: 0 }) },
  'smd, stretched': { saver: smd({ dropProbability: 0.9, stretch: 4 / 3 }) },
  standard: { saver: standard(), off: standard() },
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
