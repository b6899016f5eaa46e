import { reporterLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

describe('my-plugin keeps the laws of reporters', () => {
  for (const law of reporterLaws)
    test.skipIf(!law.applies(myPlugin()))(law.name, () => law.check(myPlugin()));
});
