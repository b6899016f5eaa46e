import { energyModelLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

describe('my-plugin keeps the laws of energy models', () => {
  for (const law of energyModelLaws) test(law.name, () => law.check(myPlugin()));
});
