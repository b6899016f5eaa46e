import { join } from 'node:path';
import { fashionMnist } from '@picojoule/data';
import type { Graph } from '@picojoule/spec';
import type { Bench } from '../../main-job/bench.ts';
import { withBench } from '../../main-job/open-bench.ts';
import type { ReproductionOptions } from '../reproduction.ts';

/** Everything of the benches of an experiment that they share. */
interface BenchParts extends Pick<Bench, 'backend' | 'models'> {
  readonly name: string;
}

interface BenchOf {
  readonly folder: string;
  readonly graph: Graph;
  readonly seed: number;
  /** All but the held-out ones if it is left out. */
  readonly trainingImages?: number;
  readonly batchSize?: number;
}

/** Opens benches on Fashion-MNIST, one after the other, each with a run in a folder of its own. */
type OpenBench = <T>(bench: BenchOf, work: (bench: Bench) => Promise<T>) => Promise<T>;

export function benchOpener(
  options: ReproductionOptions,
  { backend, models, name }: BenchParts,
): OpenBench {
  // Listened for once, when the first run is there to be saved.
  let signal: AbortSignal | undefined;
  const listenForInterrupt = () => {
    signal ??= options.listenForInterrupt();
    return signal;
  };
  return ({ folder, graph, seed, trainingImages, batchSize }, work) => {
    const config = {
      name: `${name}, ${folder}`,
      ...{ seed, model: graph, data: fashionMnist(), energy: models },
      train: { savers: [], epochs: 0, ...(batchSize !== undefined && { batchSize }) },
    };
    const directory = join(options.directory, folder);
    return withBench(
      { ...options, backend, models, config, graph, directory, listenForInterrupt },
      (bench) => {
        // In random order, so that the first are any.
        const training = bench.sets.training.subarray(0, trainingImages);
        return work({ ...bench, sets: { ...bench.sets, training } });
      },
    );
  };
}
