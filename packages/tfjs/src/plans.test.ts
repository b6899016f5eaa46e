import { createRandom, type StepPlan, sizeOf, tensor } from '@picojoule/spec';
import { referenceBackend, smallGraph } from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { findNativeBinding } from './setup/find.ts';
import { tfjsNative } from './tfjs-native.ts';
import { tfjsWasm } from './tfjs-wasm.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative)
  console.log('skipped: tfjs-native, because no binding is installed (pj setup native)');

const graph = smallGraph({ blocks: 2, filters: 4, shape: [2, 6, 6] });
const shape = [6, 2, 6, 6];
const random = createRandom(3, 'plans');
const inputs = {
  x: tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => random.normal()),
  ),
};
const labels = Int32Array.from([0, 1, 2, 0, 1, 2]);

const eight = { '*': { activation: 8, weight: 8, gradient: 16 } };
const psg = (activationBits: number, gradientBits: number, beta: number) => ({
  '*': { kind: 'predicted-sign', activationBits, gradientBits, beta } as const,
});
const bounded = (...bits: Parameters<typeof psg>) => ({
  '*': { ...psg(...bits)['*'], bounded: true },
});
const blocks = { block1: [0, 3, 4], block2: [] };
const plans: Record<string, StepPlan> = {
  'some images skip a block': { blocks },
  'fixed point of 8, 8 and 16 bits': { precision: eight },
  'few bits in some layers': {
    precision: { ...eight, 'block1.conv1': { activation: 3, weight: 5, gradient: 6 } },
  },
  'few bits on some images': { precision: eight, blocks: { block1: [5, 1], block2: [2] } },
  'updates by sign, some by descent': { update: { '*': 'sign', fc: 'sgd' } },
  'predicted signs': {
    precision: eight,
    gradientRule: psg(4, 10, 0.05),
    update: { '*': 'sign' },
  },
  'predicted signs of float32 layers, under momentum': { gradientRule: psg(4, 10, 0.3) },
  'predicted signs on some images, a layer frozen': {
    precision: eight,
    gradientRule: { ...psg(3, 5, 0.1), fc: 'exact' },
    update: { conv1: 'frozen' },
    blocks: { block1: [5, 1], block2: [2] },
  },
  'predicted signs with their bound': {
    precision: eight,
    gradientRule: { ...bounded(4, 10, 0.05), conv1: bounded(3, 16, 0)['*']! },
    update: { '*': 'sign' },
  },
  'predicted signs of float32 layers with their bound, on some images': {
    gradientRule: { ...bounded(4, 32, 0.1), fc: 'exact' },
    blocks: { block1: [5, 1], block2: [] },
  },
  'few bits, a layer frozen': { precision: eight, update: { conv1: 'frozen' } },
};

/** One step on a backend: what it returned, and how the parameters stand. */
async function stepOn(backend: ReturnType<typeof referenceBackend>, plan: StepPlan) {
  const optimizer = { momentum: 0.9, weightDecay: 0.01 };
  const session = await backend.open(graph, { seed: 1, optimizer });
  const result = await session.train({ inputs, labels, learningRate: 1, plan, step: 0 });
  const parameters = await session.readTensors();
  await session.close();
  return { result, parameters };
}

for (const [name, plugin] of [
  ['tfjs-native', tfjsNative],
  ['tfjs-wasm', tfjsWasm],
] as const) {
  describe.skipIf(name === 'tfjs-native' && !hasNative)(name, () => {
    test.for(Object.entries(plans))('%s: as the reference backend', async ([, plan]) => {
      const [found, expected] = [
        await stepOn(plugin(), plan),
        await stepOn(referenceBackend(), plan),
      ];
      expect(found.result.loss).toBeCloseTo(expected.result.loss, 5);
      for (const [key, { values }] of Object.entries(expected.parameters)) {
        for (const [i, value] of values.entries()) {
          expect(found.parameters[key]!.values[i], `${key}[${i}]`).toBeCloseTo(value, 4);
        }
      }
      expect(found.result.signs).toEqual(
        plan.gradientRule === undefined ? undefined : expect.anything(),
      );
      for (const [node, signs] of Object.entries(found.result.signs ?? {})) {
        const { bound, ...counts } = expected.result.signs![node]!;
        expect(signs, node).toMatchObject(counts);
        if (bound === undefined) expect(signs.bound).toBeUndefined();
        else expect(signs.bound! / bound, node).toBeCloseTo(1, 4);
      }
      for (const row of found.result.ledger) {
        const twin = expected.result.ledger.find(
          ({ node, pass }) => node === row.node && pass === row.pass,
        );
        const { samples, bits, macs } = row;
        const { nominal } = macs;
        const other = { ...twin?.macs };
        expect({ samples, bits, nominal }).toEqual({
          samples: twin?.samples,
          bits: twin?.bits,
          nominal: other.nominal,
        });
        expect(macs.emulated).toBeCloseTo(other.emulated ?? Number.NaN, 6);
      }
    });
  });
}
