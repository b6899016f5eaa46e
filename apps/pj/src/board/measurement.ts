import { calibrationFile } from '@picojoule/board';
import * as v from 'valibot';

/** Of a run folder that holds a measurement. */
export const MEASUREMENT_FILE = 'measurement.json';

const figure = v.object({
  joules: v.number(),
  uncertainty: v.optional(v.number()),
  terms: v.pipe(v.array(v.object({ name: v.string(), joules: v.number() })), v.readonly()),
});

const phase = v.object({
  name: v.string(),
  seconds: v.number(),
  repetitions: v.number(),
  windows: v.number(),
  gross: figure,
  net: figure,
  /** Closed form of a simulated board. */
  truth: v.optional(v.number()),
});

/** `measurement.json`. */
export const measurementRecord = v.object({
  network: v.string(),
  board: v.string(),
  bitstream: v.string(),
  sensor: v.string(),
  simulated: v.boolean(),
  /** Ohm. */
  shunt: v.number(),
  calibration: v.optional(calibrationFile),
  /** Of a window, s. */
  window: v.number(),
  /** Against the host, ppm, and what is known of the offset, ms. */
  clock: v.object({ drift: v.number(), uncertainty: v.number() }),
  idle: phase,
  phases: v.array(phase),
});

export type Measurement = v.InferOutput<typeof measurementRecord>;
