import { createInterface } from 'node:readline';
import { checkLoads, type golden, type LoadBench, simulatedReference } from '@picojoule/board';
import { createRandom, PicojouleError } from '@picojoule/spec';
import type { Progress } from '../terminal/progress.ts';
import { noReading, readingsEnded } from './errors.ts';

/** What flows through the shunt from now on, and the voltage behind it, as a reference says; 0 V where nothing flows. */
export interface KnownLoad {
  readonly amperes: number;
  readonly volts: number;
}

/** Zero input and loads, one after the other; each is connected until the next one is asked for. */
export type KnownLoads = AsyncIterable<KnownLoad>;

/** The loads of a simulated laboratory, in the golden device's place on its rail. */
export async function* simulatedLoads(
  simulation: ReturnType<typeof golden>,
  sensor: number,
): AsyncGenerator<KnownLoad> {
  const { loads } = simulatedReference(createRandom(sensor, 'reference'));
  try {
    for (const { watts, amperes, volts } of loads) {
      simulation.connect(watts);
      yield { amperes, volts };
    }
  } finally {
    simulation.connect(undefined);
  }
}

const STEPS = [
  "Short the sensor's inputs, IN+ off the shunt and joined to IN-; then press Enter.",
  ...['first', 'second', 'third'].map(
    (which) =>
      `Connect the ${which} load; then type the current through the shunt in mA and the voltage behind it in V.`,
  ),
];

/**
 * Loads that a person connects and types, a line each. What was mistyped at a terminal is asked for again,
 * before it is read; from elsewhere it is an error, since the next line is another load's.
 *
 * @throws PicojouleError `CALIBRATE_READING`, `POWER_LOADS`.
 */
export async function* typedLoads(
  bench: LoadBench,
  { line }: Pick<Progress, 'line'>,
  stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean } = process.stdin,
): AsyncGenerator<KnownLoad> {
  const input = createInterface({ input: stdin });
  const lines = input[Symbol.asyncIterator]();
  const known: number[] = [];
  const typed = async (step: string): Promise<KnownLoad> => {
    line(step);
    const { value, done } = await lines.next();
    if (done === true) throw readingsEnded();
    if (step === STEPS[0]) return { amperes: 0, volts: 0 };
    try {
      const load = parseLoad(value);
      checkLoads([...known, load.amperes], bench);
      known.push(load.amperes);
      return load;
    } catch (error) {
      if (stdin.isTTY !== true || !(error instanceof PicojouleError)) throw error;
      line(`${error.message} ${error.next}`);
      return typed(step);
    }
  };
  try {
    for (const step of STEPS) yield await typed(step);
  } finally {
    input.close();
  }
}

/** @throws PicojouleError `CALIBRATE_READING`. */
export function parseLoad(text: string): KnownLoad {
  const [milliamperes = Number.NaN, volts = Number.NaN, ...more] = text
    .trim()
    .split(/[\s,;]+/)
    .map(Number);
  const right = milliamperes > 0 && volts > 0 && Number.isFinite(milliamperes + volts);
  if (!right || more.length > 0) throw noReading(text.trim());
  return { amperes: milliamperes / 1000, volts };
}
