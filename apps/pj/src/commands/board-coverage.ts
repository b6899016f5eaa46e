import { setImmediate } from 'node:timers/promises';
import { type CoverageTrial, coverageTrial, summarise } from '@picojoule/board';
import { defineCommand } from '../command.ts';
import { numberOption } from '../terminal/number-option.ts';

const example = 'pj board coverage --seeds 500';
const call = { command: 'board coverage', example };
/** What must be met: share of intervals that hold the truth, and U over what 95 % would need. */
const LEAST_COVERED = 0.93;
const MOST_EXCESS = 1.5;

export const boardCoverage = defineCommand({
  example,
  args: {
    seeds: {
      type: 'string',
      valueHint: 'number',
      default: '500',
      description: 'How many sensors are drawn',
    },
    seconds: {
      type: 'string',
      valueHint: 'number',
      default: '10',
      description: 'Length of a window',
    },
  },
  async run(args, { progress, print }) {
    const seeds = numberOption('--seeds', args.seeds, { least: 20, most: 1e5, whole: true }, call);
    const seconds = numberOption('--seconds', args.seconds, { least: 0.5, most: 100 }, call);
    const trials: CoverageTrial[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      trials.push(coverageTrial(seed, seconds));
      progress.update('Measuring with simulated sensors', seed, seeds);
      await setImmediate();
    }
    const rows = (['calibrated', 'uncalibrated'] as const).flatMap((state) =>
      (['gross', 'net'] as const).map((kind) => {
        const found = summarise(trials.map((trial) => trial[state][kind]));
        return { name: `${state}, ${kind}`, ...found };
      }),
    );
    const met = rows.every(
      ({ covered, excess }) => covered >= LEAST_COVERED && excess <= MOST_EXCESS,
    );
    print({
      title: `Coverage of stated uncertainties over ${seeds} simulated sensors`,
      summary: [
        met
          ? 'All intervals are as wide as they should be: at least 93 % hold the truth, and U is at most 1.5 times what 95 % need.'
          : 'Some intervals are too narrow or too wide: 93 % should hold the truth, with U at most 1.5 times what 95 % need.',
        'Each sensor, its references and its phase are drawn from the distributions that the budget declares.',
      ],
      sections: [
        {
          title: 'Coverage',
          table: {
            columns: [
              { title: 'energy' },
              { title: 'hold the truth', format: 'percent' },
              { title: 'U / needed for 95 %', format: { digits: 3 } },
              { title: 'mean U', format: { digits: 3 }, unit: '%' },
              { title: 'mean error', format: { digits: 4 }, unit: '%' },
            ],
            rows: rows.map(({ name, covered, excess, uncertainty, error }) => [
              name,
              covered,
              excess,
              100 * uncertainty,
              100 * error,
            ]),
          },
        },
      ],
    });
    return met ? 0 : 1;
  },
});
