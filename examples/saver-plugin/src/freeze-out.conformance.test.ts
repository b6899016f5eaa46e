import { trainingSaverLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { freezeOut } from './freeze-out.ts';

describe('freeze-out keeps the laws of savers', () => {
  const subject = { saver: freezeOut(), off: freezeOut({ frozen: 0 }) };
  for (const law of trainingSaverLaws) test(law.name, () => law.check(subject));
});
