import { executionBackendLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

const subject = { backend: myPlugin() };

describe('my-plugin keeps the laws of execution backends', () => {
  for (const law of executionBackendLaws)
    test.skipIf(!law.applies(subject))(law.name, () => law.check(subject));
});
