import {
  type EnergyEstimate,
  type EnergyModel,
  PicojouleError,
  type Workload,
} from '@picojoule/spec';
import fc from 'fast-check';
import { workloadArbitrary, workloadsArbitrary } from '../arbitraries/workload.ts';
import {
  demand,
  demandClose,
  demandEqual,
  demandPicojouleError,
  demandUntouched,
} from '../demand.ts';
import { forAll } from '../for-all.ts';
import { type Law, law } from '../law.ts';

const EXACT = 1e-9;
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const energyLaw = (name: string, check: (model: EnergyModel) => Promise<void> | void) =>
  law<EnergyModel>(name, check);

/** An estimate; a draw that the model cannot map is replaced by another one. */
function priced(model: EnergyModel, workloads: readonly Workload[]): EnergyEstimate {
  try {
    return model.estimate(workloads);
  } catch (error) {
    fc.pre(!(error instanceof PicojouleError));
    throw error;
  }
}

/** Every energy of an estimate. */
const energies = ({ total, layers }: EnergyEstimate): number[] => [
  total,
  ...layers.flatMap((layer) => [layer.total, ...layer.parts.map((part) => part.energy)]),
];

/** Demands that no workload costs more after `lower` turned some of its numbers down. */
const neverDearer = (
  model: EnergyModel,
  part: 'bits' | 'density',
  lowered: (value: number, share: number) => number,
) =>
  forAll(
    fc.tuple(
      workloadArbitrary,
      fc.constantFrom('input', 'weight', 'output'),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
    ([workload, operand, share]) => {
      const values = { ...workload[part], [operand]: lowered(workload[part][operand], share) };
      const before = priced(model, [workload]).total;
      const after = priced(model, [{ ...workload, [part]: values }]).total;
      demand(
        after <= before * (1 + EXACT) + Number.MIN_VALUE,
        `${operand} ${part} from ${workload[part][operand]} to ${values[operand]} costs ${after}, more than ${before}`,
      );
    },
    200,
  );

/** The laws of energy models; the subject is a model. */
export const energyModelLaws: readonly Law<EnergyModel>[] = [
  energyLaw('energies are finite and not negative', (model) =>
    forAll(workloadsArbitrary, (workloads) => {
      for (const energy of energies(priced(model, workloads))) {
        demand(Number.isFinite(energy) && energy >= 0, `${energy} is no energy`);
      }
    }),
  ),
  energyLaw('parts sum to their layer and layers to the total', (model) =>
    forAll(workloadsArbitrary, (workloads) => {
      const { total, layers } = priced(model, workloads);
      for (const layer of layers) {
        const parts = sum(layer.parts.map((part) => part.energy));
        demandClose(parts, layer.total, EXACT, `sum of the parts of ${layer.layer}`);
      }
      demandClose(sum(layers.map((layer) => layer.total)), total, EXACT, 'sum of the layers');
    }),
  ),
  energyLaw('the estimate of two lists is the sum of their estimates', (model) =>
    forAll(fc.tuple(workloadsArbitrary, workloadsArbitrary), ([first, second]) => {
      const [a, b] = [priced(model, first), priced(model, second)];
      const both = priced(model, [...first, ...second]);
      demandClose(both.total, a.total + b.total, EXACT, 'total of both lists');
      demand(both.layers.length === a.layers.length + b.layers.length, 'layers are lost or added');
    }),
  ),
  energyLaw('lower density never costs more', (model) =>
    neverDearer(model, 'density', (density, share) => density * share),
  ),
  energyLaw('fewer bits never cost more', (model) =>
    neverDearer(model, 'bits', (bits, share) => Math.max(1, Math.floor(bits * share))),
  ),
  energyLaw('a pass that is executed k times costs k times as much', (model) =>
    forAll(
      fc.tuple(workloadArbitrary, fc.integer({ min: 2, max: 1000 })),
      ([workload, repeats]) => {
        const once = priced(model, [workload]).total;
        const all = priced(model, [{ ...workload, repeats }]).total;
        // Below the smallest normal number a product rounds by whole steps.
        const rounding = once * repeats * EXACT + repeats * 16 * Number.MIN_VALUE;
        demand(Math.abs(all - repeats * once) <= rounding, `${repeats} of ${once} cost ${all}`);
      },
    ),
  ),
  energyLaw('every workload is priced, in order, or named with the reason why not', (model) =>
    forAll(workloadsArbitrary, (workloads) => {
      const { layers, unpriced } = priced(model, workloads);
      const name = ({ layer, pass }: Pick<Workload, 'layer' | 'pass'>) => `${layer} ${pass}`;
      const without = new Set(unpriced.map(name));
      const expected = workloads.filter((workload) => !without.has(name(workload)));
      demandEqual(
        layers.map(({ layer, pass }) => [layer, pass]),
        expected.map(({ layer, pass }) => [layer, pass]),
        'priced layers',
      );
      demand(
        without.size + layers.length === workloads.length,
        'a layer is named that was not asked',
      );
      demand(
        unpriced.every(({ reason }) => reason.trim() !== ''),
        'a reason is empty',
      );
    }),
  ),
  energyLaw('nothing costs nothing, and an estimate says what it is', (model) => {
    const empty = priced(model, []);
    demandEqual([empty.total, empty.layers.length, empty.unpriced.length], [0, 0, 0], 'of no work');
    demandEqual(empty.unit, model.unit, 'unit');
    demandEqual(empty.provenance, 'modelled', 'provenance');
    demand(empty.model.trim() !== '', 'the model has no name');
    const deviation = empty.standardUncertainty ?? 0;
    demand(Number.isFinite(deviation) && deviation >= 0, `${deviation} is no uncertainty`);
  }),
  energyLaw('an estimate is a function of the workloads, which stay as they are', (model) =>
    forAll(workloadsArbitrary, async (workloads) => {
      const first = await demandUntouched(workloads, 'the workloads', () =>
        priced(model, workloads),
      );
      demandEqual(priced(model, workloads), first, 'second estimate');
    }),
  ),
  energyLaw('what it cannot map is refused with a PicojouleError that names the layer', (model) =>
    forAll(
      workloadArbitrary,
      (workload) => {
        try {
          model.estimate([workload]);
        } catch (error) {
          demandPicojouleError(error, 'a refusal');
          demand(error.message.includes(workload.layer), `"${error.message}" names no layer`);
        }
      },
      200,
    ),
  ),
];
