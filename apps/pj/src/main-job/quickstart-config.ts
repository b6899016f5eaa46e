import { mnist } from '@picojoule/data';
import { eyeriss, macs, parameters } from '@picojoule/energy';
import { quickstartNet } from '@picojoule/nets';
import { energyAware, magnitude } from '@picojoule/prune';
import { defineConfig } from '@picojoule/spec';
import { smd } from '@picojoule/train';

/** What `pj run` does without a config file, and `npm run quickstart` after it has set up the machine. */
export const quickstartConfig = () =>
  defineConfig({
    name: 'quickstart',
    seed: 1,
    model: quickstartNet({ seed: 1 }),
    data: mnist(),
    energy: [eyeriss(), macs(), parameters()],
    train: { savers: [smd()], baseline: true, epochs: 4 },
    prune: { strategies: [energyAware(), magnitude()], bound: 1 },
  });
