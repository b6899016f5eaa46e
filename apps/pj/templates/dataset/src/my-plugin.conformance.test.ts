import { datasetLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

describe('my-plugin keeps the laws of datasets', () => {
  for (const law of datasetLaws) test(law.name, () => law.check(myPlugin()));
});
