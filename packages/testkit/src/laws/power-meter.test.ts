import { joules, type MeterSession, type PowerSample, seconds, watts } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { fakeMeter } from '../fakes/fake-meter.ts';
import { lawProofs } from '../law-proofs.ts';
import { type MeterSubject, powerMeterLaws } from './power-meter.ts';

const right = (): MeterSubject => {
  const meter = fakeMeter();
  return { meter, lose: meter.lose };
};
const changed = (change: (session: MeterSession) => Partial<MeterSession>) => (): MeterSubject => {
  const meter = fakeMeter();
  return {
    meter: {
      list: meter.list,
      async open(path) {
        const session = await meter.open(path);
        return Object.assign(Object.create(session) as MeterSession, change(session));
      },
    },
  };
};
const mapped = (map: (sample: PowerSample, index: number) => PowerSample | undefined) =>
  changed((session) => ({
    async *samples() {
      let index = 0;
      for await (const sample of session.samples()) {
        const result = map(sample, index++);
        if (result !== undefined) yield result;
      }
    },
  }));

const broken: Record<string, () => MeterSubject> = {
  'samples are gap-free': mapped((sample, i) => (i === 40 ? undefined : sample)),
  'samples are finite powers over positive durations': mapped((sample, i) =>
    i === 40 ? { ...sample, power: watts(Number.NaN) } : sample,
  ),
  'a lost sample is noticed: iteration throws a PicojouleError': () => ({
    meter: fakeMeter(),
    lose: () => {},
  }),
  'close ends samples': () => {
    const meter = fakeMeter();
    return {
      patience: 300,
      meter: {
        list: meter.list,
        open: async (path) => Object.assign(await meter.open(path), { close: async () => {} }),
      },
    };
  },
  'a session states its provenance, rate and uncertainty': changed(() => ({
    uncertaintyOf: (energy) => joules(-energy),
  })),
  'a meter that is not there is refused with a PicojouleError': () => {
    const meter = fakeMeter();
    return { meter: { list: meter.list, open: () => meter.open('sine') } };
  },
};

for (const { name, check } of lawProofs(powerMeterLaws, right, broken)) test(name, check, 20_000);

test('the energy of the samples is that of the integral', async () => {
  const meter = fakeMeter({
    mean: 2,
    amplitude: 1.5,
    frequency: 3.7,
    sampleRate: 500,
    length: 137,
  });
  const session = await meter.open('sine');
  let [energy, end] = [0, seconds(0)];
  for await (const { power, duration, at } of session.samples()) {
    energy += power * duration;
    end = at;
  }
  // Simpson's rule on the power itself, an integration of its own.
  const steps = 2000;
  const power = (time: number) => 2 + 1.5 * Math.sin(2 * Math.PI * 3.7 * time);
  let integral = 0;
  for (let i = 0; i < steps; i++) {
    const [a, b] = [(end * i) / steps, (end * (i + 1)) / steps];
    integral += ((b - a) / 6) * (power(a) + 4 * power((a + b) / 2) + power(b));
  }
  expect(end).toBeCloseTo(137 / 500, 9);
  expect(energy).toBeCloseTo(integral, 9);
  expect(meter.energyUntil(end)).toBeCloseTo(integral, 9);
});
