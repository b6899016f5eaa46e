import { definePlugin, type EnergyModel, type Quantity } from '@picojoule/spec';
import * as v from 'valibot';
import { checkShape, checkValues } from './check-workload.ts';
import { collectEstimate } from './collect-estimate.ts';

/**
 * A proxy, not an energy: non-zero weights of CONV and FC layers, one unit each, whatever the batch.
 * Biases are left out. Only forward passes count, so that a training step has its weights once.
 */
export const parameters = definePlugin({
  kind: 'energy',
  name: 'parameters',
  summary: 'Proxy: non-zero weights, one unit each; MACs and feature maps are free.',
  references: [
    {
      title: 'Han, Pool, Tran, Dally: Learning both Weights and Connections, NIPS 2015',
      url: 'https://arxiv.org/abs/1506.02626',
    },
  ],
  options: v.strictObject({}),
  create: (): EnergyModel<'weight'> => ({
    unit: 'weight',
    estimate: (workloads) => ({
      ...collectEstimate(
        'weight',
        'parameters (proxy: non-zero weights)',
        workloads,
        (workload) => {
          checkValues(workload);
          if (workload.kind === 'data') return { unpriced: `${workload.op} has no weights` };
          if (workload.pass !== 'forward') return { unpriced: 'counted with the forward pass' };
          checkShape(workload);
          const { inputChannels, outputChannels, groups, kernel, density } = workload;
          const weights = (inputChannels / groups) * outputChannels * kernel[0] * kernel[1];
          const energy = (weights * density.weight) as Quantity<'weight'>;
          return { parts: [{ dataType: 'weight', level: 'DRAM', energy }] };
        },
      ),
      proxy: { counts: 'weights', perImage: false },
    }),
  }),
});
