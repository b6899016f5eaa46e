import { board } from '@picojoule/board';
import { mnist } from '@picojoule/data';
import { boardNet } from '@picojoule/nets';
import { defineConfig } from '@picojoule/spec';
import { standard } from '@picojoule/train';

// Trains in 8-bit weights and feature maps: `pj train` on the golden device, simulated, or with
// `--port /dev/ttyUSB1` on a board. Batch and learning rate were chosen on held-out images (README.md).
export default defineConfig({
  name: 'mnist-on-the-board',
  seed: 1,
  model: boardNet({ seed: 1 }),
  data: mnist(),
  backend: board(),
  train: { savers: [standard()], epochs: 2, batchSize: 8, learningRate: 0.02 },
});
