import { builder } from '@picojoule/graph';
import { createRandom, type Graph, tensor } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { findNativeBinding } from '../setup/find.ts';
import { nativeKernels, tfjsNative } from '../tfjs-native.ts';
import { tfjsWasm } from '../tfjs-wasm.ts';
import { joinForward } from './join-forward.ts';

const k = findNativeBinding() === undefined ? undefined : await nativeKernels();
const hasChains = k?.convChain !== undefined;
if (!hasChains)
  console.log('skipped: no binding with oneDNN beside it is set up (pj setup native)');

/** A stem, an inverted residual block with its shortcut, and a convolution in two groups. */
function net(): Graph {
  const b = builder('chains', 5);
  const norm = (x: string, options: Parameters<typeof b.conv>[1]) =>
    b.batchNorm(b.conv(x, options));
  const clipped = (x: string) => b.node('Clip', [x], { min: 0, max: 6 });
  const stem = clipped(norm(b.input('images', ['batch', 3, 12, 12]), { filters: 8, stride: 2 }));
  const wide = clipped(norm(stem, { filters: 24, kernel: 1, name: 'expand' }));
  const spread = clipped(norm(wide, { filters: 24, group: 24, name: 'depthwise' }));
  const narrow = norm(spread, { filters: 8, kernel: 1, name: 'project' });
  const merged = b.node('Add', [stem, narrow], {});
  const last = b.relu(norm(norm(merged, { filters: 8, group: 2 }), { filters: 6 }));
  const pooled = b.flatten(b.globalAveragePool(last));
  return b.build(b.gemm(pooled, { units: 4, name: 'classifier', output: 'logits' }));
}

describe.skipIf(!hasChains)('convolutions behind each other', () => {
  test('run as one where nothing else reads what is between them', () => {
    const graph = net();
    const convolutions = (observed: readonly string[] = []) =>
      joinForward(k!, graph, new Set(observed)).graph.nodes.filter(({ op }) => op === 'Conv')
        .length;
    const clips = graph.nodes.filter(({ op }) => op === 'Clip').map(({ outputs }) => outputs[0]!);
    // The stem is read by the sum as well, and the groups run one by one.
    const [stem, chain, groups, after] = [1, 1, 1, 1];
    expect(convolutions()).toBe(stem + chain + groups + after);
    expect(convolutions([clips[1]!])).toBe(stem + chain + groups + after + 1);
  });

  test.each([1, 9])('give the logits of wasm and the ledger of each, %d images', async (images) => {
    const graph = net();
    const random = createRandom(3, 'images');
    const values = Float32Array.from({ length: images * 3 * 144 }, () => random.normal());
    const inputs = { images: tensor([images, 3, 12, 12], values) };
    const [actual, expected] = await Promise.all(
      [tfjsNative(), tfjsWasm()].map(async (backend) => {
        const session = await backend.open(graph, { seed: 1 });
        const result = await session.run(inputs);
        await session.close();
        return result;
      }),
    );
    expect(actual!.ledger).toEqual(expected!.ledger);
    const logits = expected!.tensors.logits!.values;
    const largest = Math.max(...Array.from(logits, Math.abs));
    for (const [i, value] of logits.entries()) {
      expect(Math.abs(actual!.tensors.logits!.values[i]! - value) / largest).toBeLessThan(1e-5);
    }
  });
});
