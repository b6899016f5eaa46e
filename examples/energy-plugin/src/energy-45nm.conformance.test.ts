import { energyModelLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { energy45nm } from './energy-45nm.ts';

describe('energy-45nm keeps the laws of energy models', () => {
  for (const law of energyModelLaws) test(law.name, () => law.check(energy45nm()));
});
