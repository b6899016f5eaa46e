import { powerMeterLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

const subject = { meter: myPlugin({ sampleRate: 1000 }) };

describe('my-plugin keeps the laws of power meters', () => {
  for (const law of powerMeterLaws)
    test.skipIf(!law.applies(subject))(law.name, () => law.check(subject));
});
