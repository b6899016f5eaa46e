import { executionBackendLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { board } from './board.ts';
import { golden } from './golden/golden.ts';

describe('laws of backends, on the golden device', () => {
  const transport = golden();
  const { counters } = transport.device.machine;
  const subject = {
    backend: board({ transport }),
    // Masters have 16 bits: half a unit of 2^-14 of the largest weight.
    tolerance: 2 ** -14,
    countedMacs: () => counters.products + counters.highProducts + counters.lowProducts,
  };
  for (const law of executionBackendLaws) {
    test.skipIf(!law.applies(subject))(law.name, () => law.check(subject));
  }
});
