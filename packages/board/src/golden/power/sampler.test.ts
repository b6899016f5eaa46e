import type { BoardRecord } from '@picojoule/link';
import { createRandom } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { ina226Limits, type SensorLimits } from '../../power/sensor-limits.ts';
import { activityPrices, RAIL } from './activity-prices.ts';
import { Sampler, type TrueMarker } from './sampler.ts';
import { drawErrors, SimulatedSensor } from './simulated-sensor.ts';

const CLOCK = 30e6;
/** A sensor without errors but for the noise that dithers its rounding. */
const faultless: SensorLimits = {
  ...ina226Limits,
  ...{ shuntOffset: 0, busOffset: 0, shuntGain: 0, busGain: 0, resistance: 0 },
  ...{ gainDrift: 0, resistanceDrift: 0, timeBase: 0 },
};

const sampled = (all: readonly BoardRecord[]) => all.filter((record) => record.kind === 'sample');

test('samples add up to the closed form, and markers hold it', () => {
  const sensor = new SimulatedSensor(faultless, createRandom(1, 'sensor'));
  const markers: TrueMarker[] = [];
  const sampler = new Sampler(sensor, CLOCK, 0, (marker) => markers.push(marker));
  // A quarter of the time 20 mW more, at lengths that share nothing with a conversion's.
  const [length, joules] = [123_457, (20e-3 * 123_457) / CLOCK / 4];
  const records: BoardRecord[] = [];
  let now = 0;
  for (let i = 0; i < 3000; i++, now += length) {
    sampler.marker(i, now);
    sampler.work(now, now + length / 4, joules);
    records.push(...sampler.until(now));
  }
  for (const { id, cycle, joules: truth } of markers) {
    expect(truth).toBeCloseTo((activityPrices.idleWatts * cycle) / CLOCK + id * joules, 12);
  }
  const samples = sampled(records);
  let energy = 0;
  for (let i = 1; i < samples.length; i++) {
    const [{ cycle: from }, { cycle: to, shunt, bus }] = [samples[i - 1]!, samples[i]!];
    const watts = ((shunt * 2.5e-6) / RAIL.ohms) * bus * 1.25e-3;
    energy += (watts * (to - from)) / CLOCK;
  }
  const span = (samples.at(-1)!.cycle - samples[0]!.cycle) / CLOCK;
  const mean = activityPrices.idleWatts + 20e-3 / 4;
  expect(Math.abs(energy / (span * mean) - 1)).toBeLessThan(1e-3);
});

test('records come in the order of their stamps, conversions one after the other', () => {
  const sensor = new SimulatedSensor(ina226Limits, createRandom(2, 'sensor'));
  const sampler = new Sampler(sensor, CLOCK, 1000);
  for (const at of [900_000, 40_000, 2_000_000]) sampler.marker(at % 1000, at);
  const records = [...sampler.until(1_500_000), ...sampler.until(3_000_000)];
  const stamps = records.map(({ cycle }) => cycle);
  expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
  expect(records.filter(({ kind }) => kind === 'marker').length).toBe(3);
  const ready = sampled(records).map(({ cycle }) => cycle);
  const lengths = new Set(ready.slice(1).map((cycle, i) => cycle - ready[i]!));
  expect(lengths.size).toBe(1);
});

test('errors of sensors are spread evenly within the limits that the budget declares', () => {
  const drawn = Array.from({ length: 3000 }, (_, seed) =>
    drawErrors(ina226Limits, createRandom(seed, 'errors')),
  );
  const limits = {
    ...{ shuntOffset: 10e-6, busOffset: 7.5e-3, shuntGain: 1e-3, busGain: 1e-3 },
    ...{ resistance: 1e-3, shuntDrift: 250e-6, busDrift: 250e-6, resistanceDrift: 125e-6 },
    timeBase: 50e-6,
  };
  for (const [name, limit] of Object.entries(limits)) {
    const values = drawn.map((one) => one[name as keyof typeof limits] / limit);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1 / 3)).toBeLessThan(0.03);
  }
});
