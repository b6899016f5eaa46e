import { pruningStrategyLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

describe('my-plugin keeps the laws of pruning strategies', () => {
  for (const law of pruningStrategyLaws) test(law.name, () => law.check({ strategy: myPlugin() }));
});
