import { PicojouleError } from '@picojoule/spec';
import * as v from 'valibot';
import { noRate } from '../../errors.ts';
import { type Bench, once } from '../../main-job/bench.ts';
import { finalAccuracy } from './arm-record.ts';
import { armStage } from './arm-stage.ts';
import { searchSavers } from './families.ts';
import type { Scale } from './scales.ts';

/** One training of a search; null where it diverged. */
export interface Trial {
  readonly family: string;
  readonly rate: number;
  readonly accuracy: number | null;
}

/**
 * The smallest rate that chance does not tell from the best: within one standard error of the best
 * accuracy on `images` held-out images.
 */
export function chosenRate(
  trials: readonly Omit<Trial, 'family'>[],
  images: number,
): number | undefined {
  const best = Math.max(...trials.map(({ accuracy }) => accuracy ?? 0));
  const error = Math.sqrt((best * (1 - best)) / images);
  const near = trials.filter(({ accuracy }) => accuracy !== null && accuracy >= best - error);
  return near.toSorted((a, b) => a.rate - b.rate)[0]?.rate;
}

/**
 * The rate that a family was found to learn best with.
 *
 * @throws PicojouleError `REPRODUCTION_RATES` where it diverged at every one.
 */
export function rateOf(family: string, trials: readonly Trial[], images: number): number {
  const own = trials.filter((trial) => trial.family === family);
  const rate = chosenRate(own, images);
  if (rate === undefined)
    throw noRate(
      family,
      own.map((trial) => trial.rate),
    );
  return rate;
}

/** Trains every family at every rate, alike: same steps, same grid. */
export async function searchRates(
  bench: Bench,
  families: readonly string[],
  { searchSteps, rates }: Pick<Scale, 'searchSteps' | 'rates'>,
  now: () => number,
): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const family of families) {
    for (const rate of rates) {
      const part = `search-${family}-${rate}`;
      const savers = searchSavers(family, bench.graph.blocks.length);
      const outcome = v.object({ accuracy: v.nullable(v.number()) });
      const { accuracy } = await once(bench, `${part}-outcome`, outcome, async () => {
        const options = { part, savers, steps: searchSteps, learningRate: rate, looks: 1, now };
        return { accuracy: await accuracyOrNull(bench, options) };
      });
      trials.push({ family, rate, accuracy });
    }
  }
  return trials;
}

async function accuracyOrNull(
  bench: Bench,
  options: Parameters<typeof armStage>[1],
): Promise<number | null> {
  try {
    return finalAccuracy(await armStage(bench, options));
  } catch (error) {
    if (error instanceof PicojouleError && error.code === 'TRAIN_DIVERGED') return null;
    throw error;
  }
}
