import {
  type EnergyEstimate,
  type EnergyModel,
  macUnits,
  PicojouleError,
  type Workload,
} from '@picojoule/spec';
import { test } from 'vitest';
import { lawProofs } from '../law-proofs.ts';
import { energyModelLaws } from './energy-model.ts';

/** Prices by MACs, bits and densities: keeps all laws, so that each broken one below breaks one thing. */
const right = (): EnergyModel<'MAC'> => ({
  unit: 'MAC',
  estimate(workloads) {
    const priced = workloads.filter(({ kind }) => kind !== 'data');
    const layers = priced.map((work) => {
      const share = work.density.input * work.density.weight;
      const width = work.bits.input + work.bits.weight + work.bits.output;
      const macs = work.macs * (work.repeats ?? 1);
      const energies = [macs * share, (macs * width * work.density.output) / 48];
      return {
        layer: work.layer,
        pass: work.pass,
        total: macUnits(energies[0]! + energies[1]!),
        parts: energies.map((energy) => ({
          dataType: 'computation' as const,
          level: 'ALU',
          energy: macUnits(energy),
        })),
      };
    });
    const data = workloads.filter(({ kind }) => kind === 'data');
    return {
      unit: 'MAC',
      model: 'test',
      provenance: 'modelled',
      total: macUnits(layers.reduce((sum, { total }) => sum + total, 0)),
      layers,
      unpriced: data.map(({ layer, pass }) => ({ layer, pass, reason: 'no MACs' })),
    };
  },
});

type Estimate = EnergyEstimate<'MAC'>;
const estimating =
  (change: (estimate: Estimate, workloads: readonly Workload[]) => Estimate) =>
  (): EnergyModel => ({
    unit: 'MAC',
    estimate: (workloads) => change(right().estimate(workloads), workloads),
  });
/** Scales everything by a factor of the first workload, so that sums still hold. */
const scaled = (factor: (work: Workload) => number) => (): EnergyModel => ({
  unit: 'MAC',
  estimate: (workloads) =>
    right().estimate(workloads.map((work) => ({ ...work, macs: work.macs * factor(work) }))),
});

const broken: Record<string, () => EnergyModel> = {
  'energies are finite and not negative': scaled(() => -1),
  'parts sum to their layer and layers to the total': estimating((estimate) => ({
    ...estimate,
    layers: estimate.layers.map((layer) => ({ ...layer, parts: layer.parts.slice(1) })),
  })),
  'the estimate of two lists is the sum of their estimates': estimating((estimate) => ({
    ...estimate,
    total: macUnits(estimate.total + 1),
  })),
  'lower density never costs more': scaled(({ density }) => 2 - density.weight),
  'fewer bits never cost more': scaled(({ bits }) => 33 - bits.input),
  'a pass that is executed k times costs k times as much': scaled(({ repeats = 1 }) => 1 / repeats),
  'every workload is priced, in order, or named with the reason why not': estimating(
    (estimate) => ({ ...estimate, unpriced: [] }),
  ),
  'nothing costs nothing, and an estimate says what it is': estimating((estimate) => ({
    ...estimate,
    model: ' ',
  })),
  'an estimate is a function of the workloads, which stay as they are': () => {
    let calls = 0;
    return estimating((estimate) => ({ ...estimate, total: macUnits(estimate.total + calls++) }))();
  },
  'what it cannot map is refused with a PicojouleError that names the layer': estimating(
    (estimate, [first]) => {
      if (first?.kind === 'fc') {
        throw new PicojouleError({ code: 'X', message: 'No.', next: 'Give up.' });
      }
      return estimate;
    },
  ),
};

for (const { name, check } of lawProofs(energyModelLaws, right, broken)) test(name, check);
