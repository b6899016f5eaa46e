import { powerMeterLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { golden } from '../golden/golden.ts';
import { boardPower } from './board-power.ts';

const wires = {
  'on a perfect wire': {},
  'over a bad wire at 3 Mbaud': { drop: 0.01, flip: 0.02, duplicate: 0.01, cut: 0.01, baud: 3e6 },
};

describe.each(Object.entries(wires))('board-power keeps the laws of power meters %s', (_, wire) => {
  const transport = golden({ time: 'simulated', ...wire });
  const subject = {
    meter: boardPower({ transport }),
    samples: 300,
    lose: () => transport.device.lose(),
  };
  for (const law of powerMeterLaws)
    test.skipIf(!law.applies(subject))(law.name, () => law.check(subject));
});
