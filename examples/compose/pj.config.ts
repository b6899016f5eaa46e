import { mnist } from '@picojoule/data';
import { eyeriss } from '@picojoule/energy';
import { quickstartNet } from '@picojoule/nets';
import { energyAware } from '@picojoule/prune';
import { defineConfig } from '@picojoule/spec';
import { smd } from '@picojoule/train';
import { energy45nm } from 'picojoule-energy-45nm';
import { freezeOut } from 'picojoule-saver-freeze';

// The first energy model steers the pruning; the third party's is reported beside it. A third party's
// saver freezes layers in the steps that ours does not drop.
export default defineConfig({
  name: 'compose',
  seed: 1,
  model: quickstartNet({ seed: 1 }),
  data: mnist(),
  energy: [eyeriss(), energy45nm({ sram: '32 kB' })],
  train: { savers: [smd(), freezeOut({ frozen: 0.5 })], epochs: 1 },
  prune: { strategies: [energyAware()], bound: 1 },
});
