import { datasetLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { mnist } from './mnist.ts';

describe('mnist', () => {
  for (const law of datasetLaws) test(law.name, () => law.check(mnist()));
});
