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

/** Opens benches on Fashion-MNIST, one after the other, each with a run in a folder of its own. */
type OpenBench = <T>(
  bench: { readonly folder: string; readonly graph: Graph; readonly seed: number },
  work: (bench: Bench) => Promise<T>,
) => Promise<T>;

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
  return ({ folder, graph, seed }, work) => {
    const config = {
      name: `${name}, ${folder}`,
      ...{ seed, model: graph, data: fashionMnist(), energy: models },
      train: { savers: [], epochs: 0 },
    };
    const directory = join(options.directory, folder);
    return withBench(
      { ...options, backend, models, config, graph, directory, listenForInterrupt },
      work,
    );
  };
}
