import { expect, test } from 'vitest';
import type { Measurement } from './measurement.ts';
import { measurementReport } from './measurement-report.ts';

const figure = (joules: number, uncertainty?: number) => ({
  joules,
  ...(uncertainty !== undefined && { uncertainty }),
  terms: uncertainty === undefined ? [] : [{ name: 'time base', joules: uncertainty / 2 }],
});
const phase = (name: string, uncertainty?: number) => ({
  name,
  seconds: 2e-3,
  repetitions: 100,
  windows: 5,
  gross: figure(3e-5, uncertainty),
  net: figure(2e-5, uncertainty),
});
const measurement = (simulated: boolean, uncertainty?: number): Measurement => ({
  network: 'net',
  board: 'golden',
  bitstream: '0'.repeat(32),
  sensor: 'INA226',
  simulated,
  shunt: 1,
  window: 10,
  clock: { drift: 1, uncertainty: 0.1 },
  idle: phase('idle', uncertainty),
  phases: [phase('forward', uncertainty)],
  ...(uncertainty !== undefined && {
    calibration: {
      format: 1,
      board: 'golden',
      simulated,
      date: '2026-01-02T03:04:05.000Z',
      sensor: 'INA226',
      shunt: { ohms: 1, tolerance: 1e-3 },
      reference: { current: 5e-4, voltage: 5e-4 },
      readings: [],
      fit: { amperesPerVolt: 1, amperes: 0, volts: 0 },
    },
  }),
});
const columns = (report: ReturnType<typeof measurementReport>) =>
  report.sections[0]!.table!.columns.filter(({ unit }) => unit === 'uJ');

test('every energy is simulated or measured, as the board was', () => {
  for (const simulated of [true, false]) {
    const wanted = simulated ? 'simulated' : 'measured';
    const found = columns(measurementReport(measurement(simulated)));
    expect(found.map(({ provenance }) => provenance)).toEqual(found.map(() => wanted));
  }
});

test('without a calibration there is neither an uncertainty nor a budget, and that is said', () => {
  const report = measurementReport(measurement(true));
  expect(report.sections.map(({ title }) => title)).toEqual(['Energy of one repetition', 'Bench']);
  expect(report.sections[0]!.table!.rows[0]).toEqual([
    'forward',
    2,
    100,
    expect.closeTo(30, 9),
    null,
    expect.closeTo(20, 9),
    null,
  ]);
  expect(report.summary.join()).toMatch(/no uncertainty is stated/);
});

test('who has not calibrated is told how, on the verilated board too', () => {
  const said = (board: string, simulated: boolean) =>
    measurementReport({ ...measurement(simulated), board }).summary.join();
  expect(said('golden', true)).toMatch(/`pj calibrate` makes one/);
  expect(said('icebreaker', false)).toMatch(/`pj calibrate` makes one/);
  for (const board of ['icebreaker', 'ulx3s']) {
    expect(said(board, true)).toMatch(/`pj board sim --rtl --loads`.*`pj calibrate --port`/);
  }
});

test('with one both are there, and no saving is told of a simulated board', () => {
  const report = measurementReport(measurement(true, 1e-7));
  expect(report.sections[0]!.table!.rows[0]![4]).toBeCloseTo(0.1, 9);
  expect(report.sections[1]!.table!.rows[0]).toEqual([
    'time base',
    expect.closeTo((5e-8 / 3e-5) * 1e6, 3),
  ]);
  expect(report.summary.join()).toMatch(/No saving can be told/);
  expect(JSON.stringify(report)).not.toMatch(/percent/);
});
