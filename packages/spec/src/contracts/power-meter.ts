import type { Provenance } from '../provenance.ts';
import type { Joules, Seconds, Watts } from '../units.ts';

export interface PowerSample {
  /** End of the interval on the meter's clock. */
  readonly at: Seconds;
  readonly duration: Seconds;
  /** Mean over the interval. */
  readonly power: Watts;
}

export interface MeterSession {
  readonly provenance: Extract<Provenance, 'simulated' | 'measured'>;
  /** Nominal samples per second. */
  readonly sampleRate: number;
  /** Expanded uncertainty (k = 2) of an energy, or undefined without a calibration record. */
  uncertaintyOf(energy: Joules, duration: Seconds): Joules | undefined;
  /** Gap-free: each sample begins where the last ended, or iteration throws a PicojouleError. */
  samples(): AsyncIterable<PowerSample>;
  close(): Promise<void>;
}

/** Reads power. Laws: samples are gap-free or iteration throws; `close` ends `samples`. */
export interface PowerMeter {
  list(): Promise<readonly { readonly path: string; readonly description: string }[]>;
  open(path: string): Promise<MeterSession>;
}
