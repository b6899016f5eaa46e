import { workloadsOf } from '@picojoule/graph';
import { type EnergyModel, PicojouleError, type Workload } from '@picojoule/spec';
import { workloadArbitrary } from '@picojoule/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byDataType, byLevel } from '../break-down.ts';
import { firstOf } from '../combine/first-of.ts';
import { inJoules } from '../combine/in-joules.ts';
import { perLayer } from '../combine/per-layer.ts';
import { sum } from '../combine/sum.ts';
import { macs } from '../macs.ts';
import { alexNet } from '../published/alexnet.ts';
import { plainConv } from '../published/plain-conv.ts';
import { sumAccesses } from '../sum-accesses.ts';
import { technologies } from '../technology/technologies.ts';
import { stridedAndTransposed } from '../testing.ts';
import type { Architecture } from './architecture.ts';
import { PRESETS, type PresetName } from './presets/presets.ts';
import { spatial } from './spatial.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const cost = (energy: number) => ({ read: energy, write: energy });
/** DRAM and an array of two by two, each PE with room for one word of each. */
const small: Architecture = {
  name: 'small',
  unit: 'pJ',
  levels: [{ name: 'DRAM', energy: cost(100) }],
  array: { rows: { size: 2, loops: ['C'] }, columns: { size: 2, loops: ['M'] } },
  pe: [{ name: 'RF', words: { ifmap: 1, weight: 1, ofmap: 1 }, energy: cost(1) }],
  mac: { energy: 1 },
};

describe.each(Object.keys(PRESETS) as PresetName[])('%s', (name) => {
  const model = spatial({ architecture: name });

  test('what explain counts are the parts of the estimate, and every cost has a source', () => {
    fc.assert(
      fc.property(workloadArbitrary, (workload) => {
        const explanation = model.explain(workload)!;
        const [layer] = model.estimate([workload]).layers;
        expect(sumAccesses(explanation.accesses)).toEqual(layer!.parts);
        for (const { count, cost, energy, source } of explanation.accesses) {
          expect(energy).toBe(count * cost);
          expect(source).toContain(name);
        }
        const { activity, loops } = explanation;
        if (workload.kind === 'data') return;
        const spread = loops
          .filter((loop) => loop.spatial)
          .reduce((all, { bound }) => all * bound, 1);
        expect(activity!.activePes).toBe(spread);
        expect(activity!.activePes).toBeLessThanOrEqual(activity!.pes);
        expect(activity!.utilisation).toBeLessThanOrEqual(1);
      }),
      { numRuns: 40 },
    );
  });
});

test('a layer costs what a calculation by hand gives', () => {
  // 4 channels on 2 rows, 2 filters on 2 columns: two steps, in each 2 ifmap and 4 weight words.
  const layer = plainConv('conv', { C: 4, M: 2 });
  const model = spatial({
    architecture: small,
    mappings: { conv: { DRAM: 'C2', rows: 'C2', columns: 'M2' } },
  });
  const levels = byLevel(model.estimate([layer]));
  // Psums of the two rows are added on the way; they stay in the PEs for both steps.
  expect(levels.get('DRAM')).toBeCloseTo((2 * 2 + 2 * 4 + 2) * 100e-12, 20);
  // Fills 8 + 8, operands 2 per MAC, psums written per MAC and read but for the first in each PE.
  expect(levels.get('RF')).toBeCloseTo((16 + 16 + 8 + 4) * 1e-12, 20);
  expect(levels.get('ALU')).toBeCloseTo(8e-12, 20);
  expect(model.explain(layer)!.activity).toEqual({
    pes: 4,
    activePes: 4,
    cycles: 2,
    utilisation: 1,
    dramBandwidth: 7,
  });
});

test('zeros: gating saves energy, skipping the access and the cycle too, compression traffic', () => {
  const layer: Workload = {
    ...plainConv('conv', { C: 4, M: 2 }),
    density: { input: 0.5, weight: 1, output: 0.25 },
  };
  const of = (sparsity: Architecture['sparsity'], gated = 0) => {
    const model = spatial({
      architecture: { ...small, sparsity, mac: { energy: 1, gated } },
      mappings: { conv: { DRAM: 'C2', rows: 'C2', columns: 'M2' } },
    });
    return { estimate: model.estimate([layer]), explanation: model.explain(layer)! };
  };
  const picojoules = ({ estimate }: ReturnType<typeof of>, level: string) =>
    byLevel(estimate).get(level)! * 1e12;
  const gate = of({ ifmap: { zeros: 'gate' } }, 0.1);
  // 4 of 8 MACs; ifmap reads stay, weight reads and psums are halved.
  expect(picojoules(gate, 'ALU')).toBeCloseTo(4 + 4 * 0.1, 9);
  expect(picojoules(gate, 'RF')).toBeCloseTo(16 + 8 + 4 + 4 + 2, 9);
  expect(gate.explanation.activity).toMatchObject({ cycles: 2, utilisation: 1 });
  const skip = of({ ifmap: { zeros: 'skip' } }, 0.1);
  expect(picojoules(skip, 'ALU')).toBeCloseTo(4, 9);
  expect(picojoules(skip, 'RF')).toBeCloseTo(16 + 4 + 4 + 4 + 2, 9);
  expect(skip.explanation.activity).toMatchObject({ cycles: 1, utilisation: 1 });
  const compression = { metadata: 0.8 };
  const packed = of({ ifmap: { compression }, ofmap: { compression } });
  const dram = 4 * (0.5 / 0.8) + 8 + 2 * (0.25 / 0.8);
  expect(picojoules(packed, 'DRAM')).toBeCloseTo(100 * dram, 9);
});

test('13 rows on 8 PEs are two steps of 7, and padding is neither multiplied nor written', () => {
  const layer = plainConv('conv', { E: 13, F: 13, C: 2, M: 2 });
  const { array, ...rest } = PRESETS['shidiannao-like'];
  const spread: Architecture['array'] = {
    rows: { size: 8, loops: ['E'] },
    columns: { size: 8, loops: ['F'] },
  };
  const model = spatial({ architecture: { ...rest, array: { ...array!, ...spread } } });
  expect(model.explain(layer)!.activity!.activePes).toBe(49);
  const energies = byDataType(model.estimate([layer]));
  expect(energies.computation).toBe(layer.macs);
  const written = model
    .explain(layer)!
    .accesses.find(
      ({ dataType, level, per }) =>
        dataType === 'ofmap' && level === 'DRAM' && per.startsWith('write'),
    );
  expect(written!.count).toBeCloseTo(2 * 13 * 13, 9);
});

test('the input gradient of a strided 1 x 1 layer is one plain convolution, and zeros that it stores', () => {
  const plain = plainConv('gradient', { N: 4, C: 32, M: 16, E: 16, F: 16 });
  const gradient: Workload = {
    ...plain,
    pass: 'input-gradient',
    output: [32, 32],
    pads: [0, 0, 1, 1],
  };
  const architecture: Architecture = { ...PRESETS['eyeriss-jssc17'], sparsity: {} };
  const [one, other] = [plain, gradient].map((each) => spatial({ architecture }).explain(each)!);
  for (const [i, { dataType, level, per, count }] of one!.accesses.entries()) {
    const stored = dataType === 'ofmap' && level === 'DRAM' && per.startsWith('write');
    const zeros = stored ? 3 * 4 * 16 * 16 * 16 : 0;
    expect(other!.accesses[i]).toMatchObject({ dataType, level, per, count: count + zeros });
  }
  expect(other!.activity!.cycles).toBe(one!.activity!.cycles);
});

test('PEs that pass the ifmap on let the buffer send each word of a shared window once', () => {
  const layer = plainConv('conv', { E: 8, F: 8, R: 3, S: 3 });
  const mappings = { conv: { buffer: 'R3', rows: 'E8', columns: 'F8', registers: 'S3' } };
  const preset = PRESETS['shidiannao-like'];
  const sent = (change: Partial<NonNullable<Architecture['array']>>) =>
    spatial({ architecture: { ...preset, array: { ...preset.array!, ...change } }, mappings })
      .explain(layer)!
      .accesses.find(
        ({ dataType, level, per }) =>
          dataType === 'ifmap' && level === 'buffer' && per.startsWith('read'),
      )!.count;
  expect(sent({})).toBe(10 * 10);
  // Without: in each of 3 steps 8 rows of 10 shared words, or 3 words for each of 64 PEs.
  expect(sent({ passesOn: false, sharesHalo: true })).toBe(3 * 8 * 10);
  expect(sent({ passesOn: false })).toBe(3 * 64 * 3);
});

test('every pass of training is priced with its own MACs; data layers only if wanted', () => {
  const passes = ['forward', 'input-gradient', 'weight-gradient', 'update'] as const;
  const workloads = workloadsOf(stridedAndTransposed, { batch: 3, passes });
  const architecture: Architecture = { ...PRESETS['eyeriss-jssc17'], sparsity: {} };
  const estimate = spatial({ architecture }).estimate(workloads);
  expect(estimate.unpriced).toEqual([]);
  for (const [i, { parts }] of estimate.layers.entries()) {
    if (workloads[i]!.kind === 'data') continue;
    expect(parts.find(({ level }) => level === 'ALU')!.energy).toBe(workloads[i]!.macs);
  }
  const { unpriced } = spatial({ architecture, convAndFcOnly: true }).estimate(workloads);
  expect(unpriced).toHaveLength(workloads.filter(({ op }) => !op.startsWith('Conv')).length);
});

const layer = plainConv('conv', { C: 4, M: 2, S: 13, F: 4 });
const withLevel = (level: object): Architecture => ({
  ...small,
  pe: [{ ...small.pe![0]!, ...level }],
});
test.each([
  [
    withLevel({ words: { ifmap: 12, weight: 24, ofmap: 1 }, whole: ['S'] }),
    {},
    'the ifmap tile needs 13 words, level RF holds 12, and it must hold S whole',
  ],
  [
    withLevel({ words: 2 }),
    {},
    'the tile needs 3 words (ifmap 1, weight 1, ofmap 1), level RF holds 2',
  ],
  [
    withLevel({ loops: ['C'], whole: ['S'] }),
    {},
    'level RF must hold S whole, and of its 13 iterations only 1 are placed at or inside it',
  ],
  [
    { ...small, levels: [{ ...small.levels[0]!, loops: ['C', 'M', 'S'] }] },
    {},
    '4 iterations of F fit nowhere inside, and level DRAM may not loop over F',
  ],
  [
    small,
    { DRAM: 'S13 F4 C2 M2', rows: 'C2', columns: 'M2' },
    'the loops over M make 4 iterations, the layer has 2',
  ],
  [
    small,
    { DRAM: 'S13 F4 C2', rows: 'C2', RF: 'M2' },
    'the weight tile needs 2 words, level RF holds 1',
  ],
  [small, { DRAM: 'S13 C2 M2', rows: 'C2', columns: 'F4' }, '4 PEs are used on 2 columns'],
  [small, { DRAM: 'S13 F4 M2', rows: 'C4' }, '4 PEs are used on 2 rows'],
  [small, { DRAM: 'S13 F2 C4 M2', rows: 'F2' }, 'F may not be spread over the rows'],
  [small, { cache: 'M2' }, 'there is no place "cache", only DRAM, RF, rows, columns'],
  [small, { DRAM: 'M2 M1' }, '"DRAM" has two loops over one dimension'],
] as const)('what does not fit is refused with the limit: %#', (architecture, mapping, message) => {
  const mappings = Object.keys(mapping).length > 0 ? { conv: mapping } : {};
  const model = spatial({ architecture: architecture as Architecture, mappings });
  expect(() => model.estimate([layer])).toThrow(message);
  const told = 'conv' in mappings ? 'cannot take the given mapping on' : 'cannot be mapped onto';
  expect(() => model.estimate([layer])).toThrow(`Layer "conv" ${told} small`);
  const next = 'conv' in mappings ? 'Correct the option mappings.conv' : 'another architecture';
  expect(nextOf(() => model.estimate([layer]))).toContain(next);
});

const nextOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    if (error instanceof PicojouleError) return error.next;
  }
  throw new Error('no error of ours');
};

test('a search that ends before it meets a mapping is told apart from one without any', () => {
  const estimate = () => spatial({ searchLimit: 1 }).estimate([plainConv('conv', { C: 4, M: 2 })]);
  expect(estimate).toThrow('searchLimit = 1 ended the search before it met one');
  expect(nextOf(estimate)).toContain('Raise searchLimit (400000 if it is left out)');
});

test('a mapping of a layer without MACs is refused, one of its neighbour is not missed', () => {
  const workloads = workloadsOf(stridedAndTransposed, { batch: 3 });
  const data = workloads.find(({ kind }) => kind === 'data')!;
  for (const convAndFcOnly of [true, false]) {
    const model = spatial({ convAndFcOnly, mappings: { [data.layer]: { DRAM: 'E8' } } });
    const estimate = () => model.estimate(workloads);
    expect(estimate).toThrow(`${data.op} has no MACs to map`);
    expect(nextOf(estimate)).toContain(`mappings.${data.layer}`);
    expect(() => model.explain(data)).toThrow('has no MACs to map');
    const others = workloads.filter(({ layer }) => layer !== data.layer);
    expect(model.estimate(others).layers.length).toBeGreaterThan(0);
  }
});

test.each([
  [{ levels: [] }, 'architecture.levels: Invalid length'],
  [{ pe: [{ name: 'RF', energy: { read: 1 } }] }, 'architecture.pe.0.energy.write'],
  [{ pe: [{ name: 'RF', energy: cost(1), words: 0 }] }, 'architecture.pe.0.words'],
  [{ mac: { energy: 1 }, colour: 'red' }, 'architecture.colour'],
  [{ levels: [{ name: 'DRAM', words: 5, energy: cost(1) }] }, '"DRAM" is the outermost level'],
  [
    { pe: [{ name: 'DRAM', energy: cost(1) }] },
    '"DRAM" cannot be the name of a level: it is taken',
  ],
  [
    { pe: [{ name: 'RF', words: { ifmap: 1 }, energy: cost(1) }] },
    '"RF" keeps weight but states no words for it',
  ],
  [
    { pe: [{ name: 'RF', energy: { ifmap: cost(1) } }] },
    '"RF" keeps ofmap but states no energy for it',
  ],
  [
    { array: { ...small.array, passesOn: true }, pe: [] },
    'array.passesOn: no level of "pe" keeps the ifmap that it passes on',
  ],
  [{ mac: { energy: 1, gated: 2 } }, 'mac.gated is more than mac.energy'],
  [
    { sparsity: { ifmap: { at: ['cache'] } } },
    'sparsity.ifmap.at names "cache", which is no level',
  ],
])('an architecture that does not fit together is refused: %#', (change, message) => {
  const make = () => spatial({ architecture: { ...small, ...change } as Architecture });
  expect(make).toThrow(expect.objectContaining({ code: 'PLUGIN_OPTIONS' }));
  expect(make).toThrow(message);
});

test('an estimate names the layers whose search was cut off, and so do models made of it', () => {
  const layers = [alexNet(4)[2]!, plainConv('tiny', { C: 2 })];
  const cut = spatial({ architecture: 'eyeriss-isca16', searchLimit: 300 });
  const told = 'spatial (eyeriss-isca16, search cut off in CONV3)';
  expect(cut.estimate(layers).model).toBe(told);
  const inMacs = cut as EnergyModel<'MAC'>;
  for (const made of [
    sum(inMacs, macs()),
    inJoules(inMacs, technologies['65nm'].costs.MAC),
    firstOf(inMacs, macs()),
    perLayer({ CONV3: inMacs, '*': macs() }),
  ])
    expect(made.estimate(layers).model).toContain(told);
  const [found] = cut.explain(layers[0]!)!.mapping;
  expect(found!.value).toBe('search cut off');

  const whole = spatial({ architecture: 'eyeriss-isca16' });
  expect(whole.estimate(layers).model).toBe('spatial (eyeriss-isca16)');
  expect(whole.estimate(layers).total).toBeLessThanOrEqual(cut.estimate(layers).total);
});

test('settings that are not the usual ones are told', () => {
  const model = spatial({ convAndFcOnly: true, mappings: { conv: {} } });
  const told = 'spatial (eyeriss-jssc17, mappings given, CONV and FC only)';
  expect(model.estimate([]).model).toBe(told);
});
