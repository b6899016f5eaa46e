import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silent, totalMacs, train } from '../packages/core/src/index.ts';
import { mnist } from '../packages/data/src/index.ts';
import { quickstartNet, resnet } from '../packages/nets/src/index.ts';
import { createRandom, type OpenDataset } from '../packages/spec/src/index.ts';
import { tfjsNative, tfjsNativeBf16, tfjsWasm } from '../packages/tfjs/src/index.ts';
import { countNative, countWasm } from '../packages/tfjs/src/kernels/testing.ts';
import { psg, randomSkip, slu, smd, stochasticDepth, swa } from '../packages/train/src/index.ts';

const STEPS = 12;
const BATCH = 16;
const residual = resnet({ depth: 8, widths: [4, 6, 8], shape: [1, 28, 28], seed: 1 });

let dataset: OpenDataset;
beforeAll(async () => {
  dataset = await mnist().open();
});
afterAll(() => dataset.close());

// The counters sit where kernels are launched, at TensorFlow's binding and in tfjs-core's registry, and
// take MACs from the shapes of the operands that arrive there: nothing of the backend's own account.
const countedNative = countNative();
const backends = [
  ['tfjs-native', tfjsNative, countedNative],
  ['tfjs-native-bf16', tfjsNativeBf16, countedNative],
  ['tfjs-wasm', tfjsWasm, countWasm()],
] as const;

describe.each(backends)('kernels launched by %s while it trains', (name, make, counted) => {
  test.for([
    ['the baseline', []],
    ['SMD', [smd()]],
    ['PSG and SWA', [psg({ boundEvery: 4 }), swa({ start: 0.5, period: 2, statisticsBatches: 3 })]],
    ['SLU', [slu()]],
    ['stochastic depth', [stochasticDepth()]],
    ['random skip', [randomSkip()]],
  ] as const)('%s multiply as often as the ledger says', async ([, savers], { skip }) => {
    if (counted === undefined) return skip(`${name} is not set up: pj setup native`);
    const backend = make();
    if (savers.length > 1 && backend.capabilities.emulatedBits.length === 0) {
      return skip(`${name} emulates no widths`);
    }
    const blocks = savers.some(({ name }) => /slu|depth|skip/.test(name));
    const net = blocks ? residual : quickstartNet({ seed: 1 });
    const before = counted();
    const { executed, ledger } = await train({
      ...{ graph: net, dataset, savers, backend },
      images: Uint32Array.from({ length: 2000 }, (_, i) => i),
      length: { steps: STEPS },
      ...{ batchSize: BATCH, learningRate: 0.1, warmUp: 0, momentum: 0.9, weightDecay: 1e-4 },
      ...{ random: createRandom(1), seed: 1, part: 'count', progress: silent },
      signal: new AbortController().signal,
    });
    expect(totalMacs(ledger).executed).toBe(counted() - before);
    expect(totalMacs(ledger).executed).toBeGreaterThan(0);
    const drops = savers.some((saver) => saver.name === 'smd');
    if (drops) expect(executed).toBeLessThan(STEPS);
    else expect(executed).toBe(STEPS);
  });
});
