import { expectTypeOf } from 'vitest';
import { defineConfig, type EnergyModel, type Graph, type Plugin } from './index.ts';

declare const data: Plugin<'dataset'>;
declare const backend: Plugin<'backend'>;
declare const saver: Plugin<'saver'>;
declare const strategy: Plugin<'pruning'>;
declare const macs: Plugin<'energy', EnergyModel<'MAC'>>;
declare const joules: Plugin<'energy', EnergyModel<'J'>>;
declare const graph: Graph;

const config = defineConfig({
  name: 'run',
  model: 'net.onnx',
  data,
  backend,
  energy: [macs, joules],
  train: { savers: [saver], epochs: 2 },
  prune: { strategies: [strategy], bound: 1 },
});
// The config keeps the types of its plugins, in order.
expectTypeOf(config.energy[0].unit).toEqualTypeOf<'MAC'>();
expectTypeOf(config.energy[1].unit).toEqualTypeOf<'J'>();
expectTypeOf(config.name).toEqualTypeOf<'run'>();
defineConfig({ model: graph });

// @ts-expect-error a model is needed
defineConfig({ data });
// @ts-expect-error a saver is no dataset
defineConfig({ model: graph, data: saver });
// @ts-expect-error an energy model is no pruning strategy
defineConfig({ model: graph, prune: { strategies: [macs], bound: 1 } });
// @ts-expect-error a strategy is no saver
defineConfig({ model: graph, train: { savers: [strategy], epochs: 1 } });
// @ts-expect-error a list is asked for
defineConfig({ model: graph, energy: macs });
// @ts-expect-error the bound has no default
defineConfig({ model: graph, prune: { strategies: [strategy] } });
// @ts-expect-error the number of epochs has no default
defineConfig({ model: graph, train: { savers: [saver] } });
// @ts-expect-error a dataset that was not called is no plugin
defineConfig({ model: graph, data: () => data });
// @ts-expect-error an implementation that was not made by definePlugin is none
defineConfig({ model: graph, backend: { capabilities: backend.capabilities, open: backend.open } });
// @ts-expect-error an option that does not exist
defineConfig({ model: graph, batchsize: 3 });
// @ts-expect-error an option that does not exist, inside
defineConfig({ model: graph, train: { savers: [saver], epochs: 1, epoch: 2 } });
