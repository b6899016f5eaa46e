import { boardTransportLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

const subject = { transport: myPlugin() };

describe('my-plugin keeps the laws of board transports', () => {
  for (const law of boardTransportLaws)
    test.skipIf(!law.applies(subject))(law.name, () => law.check(subject));
});
