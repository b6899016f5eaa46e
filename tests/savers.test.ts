import { describe, expect, test } from 'vitest';
import {
  bitProductsOf,
  plannedBitProducts,
  type TrainingResult,
} from '../packages/core/src/index.ts';
import { mnist } from '../packages/data/src/index.ts';
import { eyeriss } from '../packages/energy/src/index.ts';
import { ledgerWorkloads } from '../packages/graph/src/index.ts';
import { resnet } from '../packages/nets/src/index.ts';
import { createRandom } from '../packages/spec/src/index.ts';
import { memoryStore } from '../packages/testkit/src/index.ts';
import { tfjsNativeBf16, tfjsWasm } from '../packages/tfjs/src/index.ts';
import { fixedPoint, psg, signSgd, slu, smd, swa } from '../packages/train/src/index.ts';
import { abortsAt, BATCH, graph, trained, weightsOf } from './small-training.ts';

const averaging = swa({ start: 0.4, period: 3, statisticsBatches: 4 });

describe('savers together', () => {
  test('give the same weights in any order', async () => {
    const all = [smd(), slu(), psg(), averaging] as const;
    const [drop, skip, sign, mean] = all;
    const one = await weightsOf(all);
    for (const order of [
      [mean, sign, skip, drop],
      [sign, drop, mean, skip],
      [skip, mean, drop, sign],
    ]) {
      expect(await weightsOf(order)).toEqual(one);
    }
    for (const without of all) {
      expect(await weightsOf(all.filter((saver) => saver !== without))).not.toEqual(one);
    }
  });

  test('that saves nothing beside others changes nothing', async () => {
    const wide = { activationBits: 32, weightBits: 32, gradientBits: 32 };
    const plain = await weightsOf([]);
    expect(
      await weightsOf([fixedPoint(wide), swa({ start: 1 }), smd({ dropProbability: 0 })]),
    ).toEqual(plain);
  });

  test('psg with a predictor of full width is fixed point with an update by sign', async () => {
    const full = psg({ predictorActivationBits: 8, predictorGradientBits: 16 });
    const both = await weightsOf([fixedPoint(), signSgd()]);
    expect(await weightsOf([full])).toEqual(both);
    expect(await weightsOf([psg()])).not.toEqual(both);
  });

  test('narrow to the least width, and let psg own the update that signSgd asks for too', async () => {
    const one = await weightsOf([psg({ gradientBits: 12 })]);
    expect(await weightsOf([fixedPoint({ gradientBits: 12 }), psg(), signSgd()])).toEqual(one);
  });

  test('two predictors that differ are a conflict', async () => {
    await expect(trained([psg(), psg({ beta: 0.1 })])).rejects.toMatchObject({
      code: 'PLAN_CONFLICT',
    });
  });

  test('psg is refused by a backend that emulates no widths, before anything is sent', async () => {
    // Its capabilities need no binding.
    const { capabilities } = tfjsNativeBf16();
    const backend = { ...tfjsWasm(), name: 'tfjs-native-bf16', capabilities };
    await expect(trained([psg()], { backend })).rejects.toMatchObject({
      code: 'PLAN_UNSUPPORTED',
      message: expect.stringMatching(/8 bits.*"tfjs-native-bf16"/),
    });
  });

  // Step 5 and 10 are checkpoints; from 14 on the statistics are taken.
  test.each([3, 6, 12, 14, 16])('stopped at call %d and resumed have equal bits', async (at) => {
    const savers = [smd(), slu(), psg(), averaging];
    const whole = await trained(savers);
    const store = memoryStore();
    await expect(trained(savers, { store, signal: abortsAt(at) })).rejects.toMatchObject({
      code: 'RUN_INTERRUPTED',
    });
    const resumed = await trained(savers, { store });
    expect(resumed.graph.parameters).toEqual(whole.graph.parameters);
    expect(resumed.signs).toEqual(whole.signs);
    expect(bitProductsOf(resumed.ledger)).toEqual(bitProductsOf(whole.ledger));
    expect(bitProductsOf(store.ledger)).toEqual(bitProductsOf(whole.ledger));
  });
});

describe('psg', () => {
  const samples = (ledger: TrainingResult['ledger'], pass: string) =>
    ledger.filter((row) => row.pass === pass).reduce((sum, row) => sum + row.samples, 0);

  test('never saves more bit products than its ceiling, alone or with others', async () => {
    const saver = psg();
    const info = {
      step: 0,
      steps: 1,
      epoch: 0,
      learningRate: 0.1,
      batchSize: BATCH,
      graph,
      random: createRandom(1),
    };
    const planned = plannedBitProducts(graph, saver.plan(info, null).plan);
    for (const savers of [
      [saver],
      [smd(), saver, averaging],
      [psg({ beta: 0 })],
      [psg({ beta: 1 })],
    ]) {
      const { executed, ledger } = await trained(savers);
      const steps = ledger.filter(({ pass }) => pass !== 'statistics');
      const { formed, unpredicted, floor } = bitProductsOf(steps);
      expect(unpredicted).toBe(executed * BATCH * planned.unpredicted);
      expect(floor).toBe(executed * BATCH * planned.floor);
      expect(formed).toBeGreaterThanOrEqual(floor);
      expect(formed).toBeLessThanOrEqual(unpredicted);
    }
  });

  test('with gates, whose work has a pass of its own, predicts what the executed images leave', async () => {
    const { ledger } = await trained([smd(), slu(), psg(), averaging]);
    const passes = [...new Set(ledger.map(({ pass }) => pass))];
    expect(passes).toEqual(
      expect.arrayContaining(['forward', 'gate', 'predictor', 'remainder', 'statistics']),
    );
    const gates = ledger.filter(({ pass }) => pass === 'gate');
    expect(gates.every(({ bits }) => bits.input === 32 && bits.weight === 32)).toBe(true);
    const { formed, unpredicted, floor } = bitProductsOf(ledger);
    expect(formed).toBeGreaterThanOrEqual(floor);
    expect(formed).toBeLessThanOrEqual(unpredicted);
    const samples = (node: string) =>
      ledger.find((row) => row.node === node && row.pass === 'predictor')?.samples ?? 0;
    expect(samples('stage3.block1.conv1')).toBeLessThan(samples('stage1.block1.conv1'));
  });

  test('stands in the ledger with its predictor, its remainder and the statistics of its mean', async () => {
    const { ledger, executed } = await trained([smd(), psg(), averaging]);
    const convolutions = 9;
    expect(samples(ledger, 'predictor')).toBe(executed * BATCH * convolutions);
    expect(samples(ledger, 'remainder')).toBe(executed * BATCH * convolutions);
    expect(samples(ledger, 'statistics')).toBe(4 * BATCH * (convolutions + 1));
    const statistics = ledger.filter(({ pass }) => pass === 'statistics');
    expect(statistics.every(({ bits }) => bits.input === 8 && bits.weight === 8)).toBe(true);
  });

  test('is priced for its predictor and for the remainder that is left', async () => {
    const { ledger } = await trained([psg()]);
    const energyOf = (pass: string) => {
      const rows = ledger.filter((row) => row.pass === pass && row.node === 'stage1.block1.conv1');
      const workloads = ledgerWorkloads(graph, rows.length > 0 ? rows : ledger);
      return {
        rows,
        parts: eyeriss()
          .estimate(workloads)
          .layers.flatMap(({ parts }) => parts),
      };
    };
    const computation = ({ parts }: ReturnType<typeof energyOf>) =>
      parts.find(({ level }) => level === 'ALU')!.energy;
    const [predictor, remainder] = [energyOf('predictor'), energyOf('remainder')];
    const macs = predictor.rows[0]!.macs.nominal;
    const left = remainder.rows[0]!.macs.emulated;
    // Computation is linear in the bits of each operand: 4 x 10 against 8 x 16 bits a MAC.
    expect(computation(remainder) / computation(predictor)).toBeCloseTo(
      (left * 128) / (macs * 40),
      6,
    );
    expect(left / macs).toBeLessThan(88 / 128);
  });
});

describe('on images of MNIST', () => {
  test('psg predicts most signs, and fewer are wrong than its bound allows', async () => {
    const images = await mnist().open();
    const net = resnet({ depth: 8, widths: [4, 8, 16], shape: [1, 28, 28], seed: 1 });
    const { signs } = await trained([psg({ boundEvery: 1 })], { graph: net, dataset: images });
    await images.close();
    const layers = Object.values(signs);
    expect(layers).toHaveLength(9);
    for (const { bounded, predicted, wrong } of layers) {
      expect(bounded).toMatchObject({ predicted, wrong });
      expect(wrong).toBeLessThanOrEqual(bounded!.bound);
    }
    const sum = (count: (layer: (typeof layers)[number]) => number) =>
      layers.reduce((total, layer) => total + count(layer), 0);
    expect(sum(({ wrong }) => wrong!)).toBeGreaterThan(0);
    expect(sum(({ predicted }) => predicted)).toBeGreaterThan(0.6 * sum(({ weights }) => weights));
  });
});
