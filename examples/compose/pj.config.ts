import { mnist } from '@picojoule/data';
import { eyeriss } from '@picojoule/energy';
import { quickstartNet } from '@picojoule/nets';
import { energyAware } from '@picojoule/prune';
import { defineConfig } from '@picojoule/spec';
import { smd } from '@picojoule/train';
import { energy45nm } from 'picojoule-energy-45nm';

// The first energy model steers the pruning; the third party's is reported beside it.
export default defineConfig({
  name: 'compose',
  seed: 1,
  model: quickstartNet({ seed: 1 }),
  data: mnist(),
  energy: [eyeriss(), energy45nm({ sram: '32 kB' })],
  train: { savers: [smd()], epochs: 1 },
  prune: { strategies: [energyAware()], bound: 1 },
});
