import { type BoardRecord, RecordReader } from '@picojoule/link';
import { gapInSamples, recordsMissing, sensorFault } from '../errors.ts';
import { CONVERSION } from './sensor-limits.ts';

/** One conversion of the sensor: means over the time since the one before. */
export interface PowerInterval {
  /** Cycles of the board's counter. */
  readonly from: number;
  readonly to: number;
  /** Raw registers. */
  readonly shunt: number;
  readonly bus: number;
}

export interface BoardMarker {
  readonly id: number;
  readonly cycle: number;
}

export interface PowerListener {
  interval(interval: PowerInterval): void;
  /** Comes before the interval that it lies in, or before that one's: the board reads a sample for a while. */
  marker(marker: BoardMarker): void;
}

/** Longest time between samples, over that of a conversion at its typical rate. */
const LONGEST = 1 + 2 * CONVERSION.tolerance;

/**
 * Turns the payloads of stream frames into intervals without gaps, and markers. The first sample only
 * begins the time.
 */
export class PowerRecords {
  readonly #reader = new RecordReader();
  readonly #listener: PowerListener;
  readonly #longest: number;
  readonly #clock: number;
  #last: number | undefined;

  /**
   * @param clock Cycles per second.
   * @param after Records up to this cycle belong to an earlier stream.
   */
  constructor(clock: number, listener: PowerListener, after = -1) {
    this.#reader.reset(after);
    this.#listener = listener;
    this.#clock = clock;
    this.#longest = LONGEST * (CONVERSION.shunt + CONVERSION.bus) * clock;
  }

  /** @throws PicojouleError `POWER_LOST`, `POWER_SENSOR`, `POWER_GAP`. */
  take(payload: Uint8Array): void {
    const records = this.#reader.read(payload);
    if (this.#reader.missing > 0) throw recordsMissing(this.#reader.missing);
    for (const record of records) this.add(record);
  }

  /** One record, where they do not come in payloads. */
  add(record: BoardRecord): void {
    if (record.kind === 'fault') throw sensorFault(record.cycle / this.#clock);
    if (record.kind === 'marker') {
      this.#listener.marker({ id: record.id, cycle: record.cycle });
      return;
    }
    const { cycle, shunt, bus } = record;
    const from = this.#last;
    this.#last = cycle;
    if (from === undefined) return;
    if (cycle <= from || cycle - from > this.#longest) {
      throw gapInSamples(from / this.#clock, (cycle - from) / this.#clock);
    }
    this.#listener.interval({ from, to: cycle, shunt, bus });
  }
}
