import { trainingSaverLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

const subject = { saver: myPlugin(), off: myPlugin({ every: 0 }) };

describe('my-plugin keeps the laws of training savers', () => {
  for (const law of trainingSaverLaws) test(law.name, () => law.check(subject));
});
