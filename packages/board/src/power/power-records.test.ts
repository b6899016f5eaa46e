import { type BoardRecord, encodeRecord } from '@picojoule/link';
import { expect, test } from 'vitest';
import { PowerRecords } from './power-records.ts';

const CLOCK = 1_000_000;
const sample = (cycle: number): BoardRecord => ({ kind: 'sample', cycle, shunt: 1, bus: 2 });
const marker = (cycle: number): BoardRecord => ({ kind: 'marker', cycle, id: 7 });

function listen(after?: number) {
  const said: string[] = [];
  const records = new PowerRecords(
    CLOCK,
    {
      interval: ({ from, to }) => said.push(`${from}-${to}`),
      marker: ({ cycle }) => said.push(`marker ${cycle}`),
    },
    after,
  );
  return { records, said };
}
const payload = (all: readonly BoardRecord[], first = 0) =>
  Buffer.concat(all.map((record, i) => encodeRecord(record, first + i)));

test('intervals follow one another, and a marker comes before the interval that it lies in', () => {
  const { records, said } = listen();
  records.take(payload([sample(1000), marker(1500), sample(2240)]));
  records.take(payload([sample(3480)], 3));
  expect(said).toEqual(['marker 1500', '1000-2240', '2240-3480']);
});

test('a record that is missing, within a frame or between two, ends the measurement', () => {
  const { records } = listen();
  records.take(payload([sample(1000), sample(2240)]));
  expect(() => records.take(payload([sample(3480)], 3))).toThrow(
    expect.objectContaining({ code: 'POWER_LOST' }),
  );
});

test('a conversion that the poller missed leaves a gap, though no record is missing', () => {
  const { records } = listen();
  records.take(payload([sample(1000)]));
  // Ten per cent slow is within the data sheet; twice is not.
  records.take(payload([sample(1000 + 1364)], 1));
  expect(() => records.take(payload([sample(1000 + 1364 + 2480)], 2))).toThrow(
    expect.objectContaining({ code: 'POWER_GAP' }),
  );
});

test('time that goes backwards is no interval', () => {
  const { records } = listen();
  records.take(payload([sample(2000)]));
  expect(() => records.take(payload([sample(1000)], 1))).toThrow(
    expect.objectContaining({ code: 'POWER_GAP' }),
  );
});

test('a fault of the sensor is told', () => {
  const { records } = listen();
  expect(() => records.take(payload([{ kind: 'fault', cycle: 5 }]))).toThrow(
    expect.objectContaining({ code: 'POWER_SENSOR' }),
  );
});

test('what an earlier stream left on its way is not taken for this one', () => {
  const { records, said } = listen(5000);
  records.take(payload([sample(3000), sample(4240)], 99));
  records.take(payload([sample(5480), sample(6720)]));
  expect(said).toEqual(['5480-6720']);
});

test('a sample that was being read when the stream began may be its first record', () => {
  const { records, said } = listen(5000);
  records.take(payload([sample(4900), sample(6140), sample(7380)]));
  expect(said).toEqual(['6140-7380']);
  const { records: lossy } = listen(5000);
  expect(() => lossy.take(payload([sample(6140)], 1))).toThrow(
    expect.objectContaining({ code: 'POWER_LOST' }),
  );
});
