import { createRandom, type Graph, type Node, sizeOf, type Tensors, tensor } from '@picojoule/spec';
import { smallGraph } from '@picojoule/testkit';
import { findNativeBinding, tfjsNative, tfjsWasm } from '@picojoule/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { addGates } from './add-gates.ts';
import { textbookGates } from './testing.ts';

const IMAGES = 6;
const SEED = 3;
const graph = smallGraph({ blocks: 4, filters: 4, shape: [2, 6, 6] });
const gated = addGates(graph, { keep: 0.6, seed: 5 });
const blocks = ['block2', 'block3', 'block4'];
const random = createRandom(7, 'gates');
const shape = [IMAGES, 2, 6, 6];
const inputs = {
  x: tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => 2 * random.normal()),
  ),
};
const labels = Int32Array.from([0, 1, 2, 0, 1, 2]);
const initial = gated.parameters as Tensors;
const learnedByGates = Object.keys(initial).filter(
  (name) => /gate|lstm|keep/.test(name) && !name.includes('two-for'),
);
/** What the blocks take. */
const featureMaps = ['block1.out.out', 'block2.out.out', 'block3.out.out'];

const hasNative = findNativeBinding() !== undefined;
if (!hasNative) console.log('skipped: tfjs-native, which is not set up (pj setup native)');
const backends = [tfjsWasm(), ...(hasNative ? [tfjsNative()] : [])];
let backend = backends[0]!;

const open = (net: Graph) =>
  backend.open(net, { seed: SEED, optimizer: { momentum: 0, weightDecay: 0 } });

/** The gradients of one step, from what it changes at a learning rate of 1 without momentum. */
async function gradientsOf(net: Graph, gateCost: Readonly<Record<string, number>> = {}) {
  const session = await open(net);
  const plan = Object.keys(gateCost).length > 0 ? { gateCost } : {};
  const step = { inputs, labels, learningRate: 1, plan, step: 0 };
  const { gates = {} } = await session.train(step);
  const after = await session.readTensors();
  await session.close();
  const gradient = (name: string) =>
    Float64Array.from(net.parameters[name] === undefined ? [] : initial[name]!.values).map(
      (value, i) => value - after[name]!.values[i]!,
    );
  return { gates, gradient };
}

async function tapped(net: Graph, taps: readonly string[]) {
  const session = await open(net);
  const { tensors } = await session.run(inputs, { taps });
  await session.close();
  return tensors;
}

/** Where no gate has a say: every image runs every block. */
const ungated: Graph = { ...gated, blocks: graph.blocks };

const meansOf = (tensors: Tensors) =>
  Array.from({ length: IMAGES }, (_, image) => {
    const means = featureMaps.map((name, i) => {
      const values = Array.from(tensors[name]!.values);
      const channels = Array.from({ length: 4 }, (_, c) => {
        const first = (image * 4 + c) * 36;
        return values.slice(first, first + 36).reduce((a, b) => a + b, 0) / 36;
      });
      return [blocks[i]!, channels] as const;
    });
    return new Map(means);
  });

describe.each(backends)('a gate on $name', (one) => {
  beforeAll(() => {
    backend = one;
  });

  test('says what an LSTM of the textbook says', async () => {
    const names = gated.blocks.flatMap(({ gate }) => (gate === undefined ? [] : [gate]));
    const tensors = await tapped(ungated, [...featureMaps, ...names]);
    meansOf(tensors).forEach((features, image) => {
      const expected = textbookGates(features, initial);
      blocks.forEach((block, i) => {
        expect(tensors[names[i]!]!.values[image]).toBeCloseTo(expected.get(block)!, 5);
      });
    });
  });

  // With branches of zeros a gate changes nothing but the cost of gates, and no feature.
  test('learns by gradients that agree with finite differences of what gates cost', async () => {
    const zeros = blocks.map((block) => {
      const { shape: own, values } = initial[`${block}.conv2.weight`]!;
      return [`${block}.conv2.weight`, tensor(own, new Float32Array(values.length))] as const;
    });
    const parameters = { ...initial, ...Object.fromEntries(zeros) };
    const cost = new Map([
      ['block2', 3],
      ['block3', -2],
      ['block4', 5],
    ]);
    const { gradient } = await gradientsOf({ ...gated, parameters }, Object.fromEntries(cost));
    const features = meansOf(await tapped({ ...ungated, parameters }, featureMaps));
    const term = (of: Tensors) =>
      features
        .flatMap((image) => [...textbookGates(image, of)])
        .reduce((sum, [block, p]) => sum + cost.get(block)! * p, 0) / IMAGES;
    const width = 1e-4;
    for (const name of learnedByGates) {
      const { shape: own, values } = initial[name]!;
      const found = gradient(name);
      values.forEach((value, i) => {
        const at = (moved: number) => {
          const all = Float64Array.from(values).with(i, moved);
          return term({ ...parameters, [name]: { type: 'float32', shape: own, values: all } });
        };
        const slope = (at(value + width) - at(value - width)) / (2 * width);
        expect(Math.abs(found[i]! - slope), `${name}[${i}]`).toBeLessThan(2e-6);
      });
      expect(Math.max(...found.map(Math.abs)), name).toBeGreaterThan(1e-4);
    }
  });

  // y = shortcut + m p / p0 branch, with the drawn m and with p0 the p of this step as a constant, is
  // what was computed; its plain gradient is the straight-through one, weighted by 1 / p.
  test('hands on the straight-through gradient of the images that ran, over their probability', async () => {
    const found = await gradientsOf(gated);
    const wanted = await gradientsOf(asArithmetic(await draws(), true));
    const executed = blocks.map((block) => found.gates[block]!.executed);
    expect(executed.some((images) => images > 0 && images < IMAGES)).toBe(true);
    for (const name of Object.keys(initial).filter((one) => !/slu.(one|two)/.test(one))) {
      const [a, b] = [found.gradient(name), wanted.gradient(name)];
      const largest = Math.max(...b.map(Math.abs));
      a.forEach((value, i) => {
        expect(Math.abs(value - b[i]!), `${name}[${i}]`).toBeLessThan(1e-5 + 1e-4 * largest);
      });
    }
    const some = learnedByGates.map((name) => Math.max(...found.gradient(name).map(Math.abs)));
    expect(Math.min(...some)).toBeGreaterThan(1e-5);
  });
});

/** The draws of the contract of `Session`, block after block, and the probabilities they were made with. */
async function draws() {
  let net = ungated;
  const made = new Map<string, { readonly ran: Float32Array; readonly p: Float32Array }>();
  for (const block of gated.blocks) {
    if (block.gate === undefined) continue;
    const p = (await tapped(net, [block.gate]))[block.gate]!.values as Float32Array;
    const stream = createRandom(SEED, `gate/${block.name}/0`);
    made.set(block.name, { p, ran: p.map((value) => (stream.next() < value ? 1 : 0)) });
    net = asArithmetic(made, false);
  }
  return made;
}

type Draws = Awaited<ReturnType<typeof draws>>;

/** The gated network as plain arithmetic: each decided branch times its draws, and `learning` times p / p0. */
function asArithmetic(made: Draws, learning: boolean): Graph {
  const parameters = { ...gated.parameters };
  const nodes = gated.nodes.flatMap((node): Node[] => {
    const block = gated.blocks.find(({ merge }) => merge === node.name);
    const decided = made.get(block?.name ?? '');
    if (block === undefined || decided === undefined) return [node];
    const { name } = block;
    const ran = Array.from(decided.ran, (m, i) => (learning ? m / decided.p[i]! : m));
    parameters[`${name}.m`] = tensor([IMAGES, 1, 1, 1], ran);
    const product = (made: string, a: string, b: string): Node => ({
      ...{ name: made, op: 'Mul', inputs: [a, b], outputs: [made], attributes: {} },
    });
    const [branch, drawn, p, kept] = [
      `${name}.conv2.out`,
      `${name}.drawn`,
      `${name}.p`,
      `${name}.kept`,
    ];
    const gate: Node = {
      ...{ name: p, op: 'Unsqueeze', inputs: [block.gate!], outputs: [p] },
      attributes: { axes: [2, 3] },
    };
    const last = learning ? [gate, product(kept, drawn, p)] : [product(kept, drawn, 'slu.one')];
    const merge = { ...node, inputs: node.inputs.with(node.inputs.indexOf(branch), kept) } as Node;
    return [product(drawn, branch, `${name}.m`), ...last, merge];
  });
  return { ...gated, nodes, parameters, blocks: [] };
}
