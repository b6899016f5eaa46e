import { builder } from '@picojoule/graph';
import { createRandom, type Graph, tensor } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { findNativeBinding } from '../setup/find.ts';
import { tfjsNative } from '../tfjs-native.ts';
import { tfjsWasm } from '../tfjs-wasm.ts';
import { fuseGates } from './fuse-gates.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative) console.log('skipped: runs on tfjs-native, which is not set up (pj setup native)');

/** Groups of eight and a rest. */
const IMAGES = 19;
const linear = { alpha: 1, beta: 1, transA: false, transB: true } as const;

/** Two blocks; the gate of the second also reads what that of the first made. Every instruction of rows is there. */
function net(): Graph {
  const b = builder('gated', 5);
  const random = createRandom(2, 'gates');
  const weight = (name: string, shape: readonly number[]) => {
    const size = shape.reduce((x, y) => x * y, 1);
    return b.parameter(
      name,
      tensor(
        shape,
        Array.from({ length: size }, () => random.normal()),
      ),
    );
  };
  const gate = (name: string, x: string, before?: string) => {
    const feature = b.flatten(b.globalAveragePool(x, { name: `${name}.mean` }));
    let z = b.node(
      'Gemm',
      [feature, weight(`${name}.w`, [4, 5]), weight(`${name}.b`, [4])],
      linear,
    );
    if (before !== undefined) {
      const recurrent = b.node('Gemm', [before, weight(`${name}.u`, [4, 2])], linear);
      z = b.node('Add', [z, recurrent], {});
    }
    const scaled = b.node('Mul', [z, weight(`${name}.scale`, [4])], {});
    const active = b.node('Sigmoid', [scaled], {});
    const [left, right] = b.nodes('Split', [active], { axis: 1, sizes: [2, 2] }, [
      `${name}.left`,
      `${name}.right`,
    ]);
    const doubled = b.node('Mul', [left!, weight(`${name}.two`, [1])], {});
    const lowered = b.node('Sub', [doubled, weight(`${name}.one`, [1])], {});
    const state = b.node('Mul', [lowered, right!], {}, { name: `${name}.state` });
    const logit = b.node(
      'Gemm',
      [state, weight(`${name}.v`, [1, 2]), weight(`${name}.c`, [1])],
      linear,
    );
    return { state, probability: b.node('Sigmoid', [logit], {}, { name: `${name}.probability` }) };
  };
  let x = b.relu(b.batchNorm(b.conv(b.input('images', ['batch', 3, 6, 6]), { filters: 5 })));
  const gates: string[] = [];
  let before: string | undefined;
  for (const name of ['block1', 'block2']) {
    const made = gate(`${name}.gate`, x, before);
    before = made.state;
    gates.push(made.probability);
    x = b.relu(b.block(name, x, (inner) => b.batchNorm(b.conv(inner, { filters: 5 }))));
  }
  const pooled = b.flatten(b.globalAveragePool(x));
  const graph = b.build(b.gemm(pooled, { units: 3, name: 'classifier', output: 'logits' }));
  return { ...graph, blocks: graph.blocks.map((block, i) => ({ ...block, gate: gates[i]! })) };
}

test('what a gate computes of rows becomes one node', () => {
  const graph = net();
  const { graph: fused, rules } = fuseGates({ graph, rules: new Map() });
  expect(rules.size).toBe(2);
  const own = ({ nodes }: Graph) => nodes.filter(({ name }) => !rules.has(name));
  expect(own(fused).filter(({ name }) => name.includes('gate'))).toEqual([]);
  expect(graph.nodes).toEqual(expect.arrayContaining([...own(fused)]));
  const layers = [...rules.values()].flatMap((rule) => rule.layers!.map(({ node }) => node));
  expect(layers).toEqual(
    graph.nodes.filter(({ op, name }) => op === 'Gemm' && name !== 'classifier'),
  );
  const read = fused.nodes.filter(({ name }) => rules.has(name)).map(({ inputs }) => inputs[0]);
  const pooled = graph.nodes.filter(({ name }) => name.endsWith('gate.mean'));
  expect(read).toEqual(pooled.map(({ inputs }) => inputs[0]));
  const ungated = { ...graph, blocks: graph.blocks.map(({ gate: _, ...block }) => block) };
  expect(fuseGates({ graph: ungated, rules: new Map() }).rules.size).toBe(0);
});

describe.skipIf(!hasNative)('a network with gates as programs', () => {
  test('trains as on wasm, where each operator runs alone, and says the same of its work', async () => {
    const random = createRandom(3, 'images');
    const values = Float32Array.from({ length: IMAGES * 3 * 36 }, () => random.normal());
    const inputs = { images: tensor([IMAGES, 3, 6, 6], values) };
    const labels = Int32Array.from({ length: IMAGES }, (_, i) => i % 3);
    const optimizer = { momentum: 0.9, weightDecay: 5e-4 };
    const plan = { gateCost: { block1: 0.5, block2: -0.3 } };
    const train = async (backend: ReturnType<typeof tfjsWasm>) => {
      const session = await backend.open(net(), { seed: 1, optimizer });
      const results = [];
      for (let step = 0; step < 3; step++) {
        results.push(await session.train({ inputs, labels, learningRate: 0.1, plan, step }));
      }
      const tensors = await session.readTensors();
      await session.close();
      return { results, tensors };
    };
    const [actual, expected] = [await train(tfjsNative()), await train(tfjsWasm())];
    expected.results.forEach(({ loss, gates, ledger }, step) => {
      const found = actual.results[step]!;
      expect(found.loss).toBeCloseTo(loss, 4);
      for (const [block, { executed, probability }] of Object.entries(gates!)) {
        expect(found.gates![block]!.executed).toBe(executed);
        expect(found.gates![block]!.probability).toBeCloseTo(probability, 4);
      }
      const work = (rows: typeof ledger) =>
        rows
          .filter(({ pass }) => pass === 'gate')
          .map(({ node, macs }) => [node, macs.executed, macs.nominal]);
      const sorted = (rows: typeof ledger) => work(rows).map(String).toSorted();
      expect(sorted(found.ledger)).toEqual(sorted(ledger));
    });
    for (const [name, { values: wanted }] of Object.entries(expected.tensors)) {
      const off = Math.max(
        ...Array.from(wanted, (value, i) => Math.abs(value - actual.tensors[name]!.values[i]!)),
      );
      const largest = Math.max(1, ...Array.from(wanted, Math.abs));
      expect(off, name).toBeLessThan(1e-3 * largest);
    }
  });
});
