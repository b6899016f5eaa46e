import {
  type Dataset,
  type EnergyModel,
  joules,
  type ModelImporter,
  type Plugin,
  type PruningStrategy,
  type Reporter,
  type TrainingSaver,
} from '@picojoule/spec';
import { asPlugin } from '../as-plugin.ts';
import { sessionClosed, wrongCall } from '../errors.ts';
import { fakeMeter } from '../fakes/fake-meter.ts';
import { loopbackTransport } from '../fakes/loopback-transport.ts';

/** Everything costs nothing. */
export const nullEnergyModel = (): Plugin<'energy', EnergyModel<'J'>> =>
  asPlugin('energy', 'null', {
    unit: 'J',
    estimate: (workloads) => ({
      unit: 'J',
      model: 'null',
      provenance: 'modelled',
      total: joules(0),
      layers: workloads.map(({ layer, pass }) => ({ layer, pass, total: joules(0), parts: [] })),
      unpriced: [],
    }),
  });

/** Proposes nothing. */
export const nullStrategy = (): Plugin<'pruning', PruningStrategy> =>
  asPlugin('pruning', 'null', {
    async *prune() {},
  });

/** Plans plain training. */
export const nullSaver = (): Plugin<'saver', TrainingSaver> =>
  asPlugin('saver', 'null', {
    initial: () => null,
    plan: (_, state) => ({ plan: {}, state }),
  });

/** One black image of one class in each split. */
export const nullDataset = (): Plugin<'dataset', Dataset> =>
  asPlugin('dataset', 'null', {
    async open() {
      let open = true;
      return {
        info: {
          title: 'Nothing',
          classes: ['nothing'],
          shape: [1, 1, 1],
          size: { train: 1, test: 1 },
          mean: [0],
          deviation: [1],
          licence: 'MIT',
          source: 'made by the testkit',
        },
        async read(_, indices) {
          if (!open) throw sessionClosed();
          for (let i = 0; i < indices.length; i++) {
            if (indices[i] !== 0)
              throw wrongCall(`There is no image ${indices[i]}; 0 is the only one.`);
          }
          return {
            images: new Float32Array(indices.length),
            labels: new Int32Array(indices.length),
          };
        },
        async close() {
          open = false;
        },
      };
    },
  });

/** A file of the null importer. */
export const nullModel = new TextEncoder().encode('null');

/** Reads the four bytes "null" as an empty network, and nothing else. */
export const nullImporter = (): Plugin<'importer', ModelImporter> =>
  asPlugin('importer', 'null', {
    extensions: ['.null'],
    import(bytes) {
      if (new TextDecoder().decode(bytes) !== 'null')
        throw wrongCall('These bytes are not "null".');
      return {
        name: 'null',
        inputs: [],
        outputs: [],
        nodes: [],
        parameters: {},
        masks: {},
        blocks: [],
      };
    },
  });

/** The report as it is, as JSON. */
export const nullReporter = (): Plugin<'reporter', Reporter> =>
  asPlugin('reporter', 'null', { extension: 'json', render: (report) => JSON.stringify(report) });

/** Zero watts, without a gap. */
export const nullMeter = () => fakeMeter({ mean: 0, amplitude: 0 });

/** Echoes what is written. */
export const nullTransport = () => loopbackTransport();
