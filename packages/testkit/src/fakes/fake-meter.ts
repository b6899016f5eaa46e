import { setImmediate } from 'node:timers/promises';
import {
  type MeterSession,
  type Plugin,
  type PowerMeter,
  type PowerSample,
  seconds,
  watts,
} from '@picojoule/spec';
import { asPlugin } from '../as-plugin.ts';
import { wrongCall } from '../errors.ts';

export interface FakeMeterOptions {
  /** Mean power in W; 1 by default. */
  readonly mean?: number;
  /** Amplitude of a sine around it in W; 0.5 by default. */
  readonly amplitude?: number;
  /** Of the sine, in Hz; 10 by default. */
  readonly frequency?: number;
  /** Samples a second; 1000 by default. */
  readonly sampleRate?: number;
  /** Samples until the stream ends by itself; endless by default. */
  readonly length?: number;
}

export interface FakeMeter extends PowerMeter {
  /** Energy in J from time 0 to `time` in s, by the integral and not by the samples. */
  energyUntil(time: number): number;
  /** Makes a session lose its next sample, as a meter with a full buffer does. */
  lose(session: MeterSession): void;
}

/**
 * A simulated meter of a sine-shaped power, whose energy is known in closed form. Runs on a clock of
 * its own, as fast as it is read.
 */
export function fakeMeter(options: FakeMeterOptions = {}): Plugin<'meter', FakeMeter> {
  const { mean = 1, amplitude = 0.5, frequency = 10, sampleRate = 1000 } = options;
  const { length = Number.POSITIVE_INFINITY } = options;
  const omega = 2 * Math.PI * frequency;
  const energyUntil = (time: number) =>
    mean * time + (omega === 0 ? 0 : (amplitude / omega) * (1 - Math.cos(omega * time)));
  const losing = new WeakSet<MeterSession>();

  function open(): MeterSession {
    let closed = false;
    let taken = 0;
    const session: MeterSession = {
      provenance: 'simulated',
      sampleRate,
      uncertaintyOf: () => undefined,
      async *samples(): AsyncGenerator<PowerSample> {
        while (!closed && taken < length) {
          const [from, to] = [taken / sampleRate, (taken + 1) / sampleRate];
          taken++;
          await setImmediate();
          if (losing.delete(session)) throw wrongCall(`The sample from ${from} s on was lost.`);
          const power = watts((energyUntil(to) - energyUntil(from)) / (to - from));
          yield { at: seconds(to), duration: seconds(to - from), power };
        }
      },
      async close() {
        closed = true;
      },
    };
    return session;
  }

  return asPlugin(
    'meter',
    'fake',
    {
      list: async () => [{ path: 'sine', description: 'A simulated sine of known energy' }],
      async open(path) {
        if (path !== 'sine') throw wrongCall(`There is no meter "${path}"; "sine" is one.`);
        return open();
      },
      energyUntil,
      lose(session) {
        losing.add(session);
      },
    },
    options,
  );
}
