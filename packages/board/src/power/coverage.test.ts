import { describe, expect, test } from 'vitest';
import { type CoverageTrial, coverageTrial, type Trial } from './coverage.ts';
import { summarise } from './summarise-coverage.ts';

// `pj board coverage` does this over 500 sensors with windows of 10 s.
const trials = Array.from({ length: 60 }, (_, i) => coverageTrial(i + 1, 2));

describe.each(['calibrated', 'uncalibrated'] as const)('%s', (state) => {
  test.each(['gross', 'net'] as const)('%s energies are as uncertain as stated', (kind) => {
    const of = trials.map((trial: CoverageTrial): Trial => trial[state][kind]);
    const { covered, excess } = summarise(of);
    expect(covered).toBeGreaterThanOrEqual(0.93);
    expect(excess).toBeLessThanOrEqual(1.5);
  });
});

test('a calibration makes the uncertainty several times smaller', () => {
  const { calibrated, uncalibrated } = trials[0]!;
  const share = ({ figure, truth }: Trial) => figure.uncertainty! / truth;
  expect(share(uncalibrated.gross) / share(calibrated.gross)).toBeGreaterThan(4);
});

test('an uncertainty that is too small is seen', () => {
  const halved = trials.map(({ calibrated: { gross } }) => ({
    ...gross,
    figure: { ...gross.figure, uncertainty: gross.figure.uncertainty! / 3 },
  }));
  expect(summarise(halved).covered).toBeLessThan(0.93);
});
