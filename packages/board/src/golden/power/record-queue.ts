import { type BoardRecord, encodeRecord } from '@picojoule/link';

const BATCH = 20;
/** Seconds that a record waits at most for others. */
const PATIENCE = 0.016;
/** Records for which there is room, as in the ULX3S's memory; the iCEBreaker's takes 32, and a host that is slow for 40 ms loses some. */
const ROOM = 256;

/**
 * Records on their way into stream frames. One that finds no room is lost, its number with it. They go
 * out on a beat of their own: frames in step with the conversions would draw their power at the
 * same place of each, which the sensor does not see whole.
 */
export class RecordQueue {
  readonly #patience: number;
  #waiting: Uint8Array[] = [];
  #oldest = 0;
  #number = 0;

  /** @param clock Cycles per second. */
  constructor(clock: number) {
    this.#patience = PATIENCE * clock;
  }

  put(record: BoardRecord, now: number): void {
    const number = this.#number++;
    if (this.#waiting.length >= ROOM) return;
    if (this.#waiting.length === 0) this.#oldest = now;
    this.#waiting.push(encodeRecord(record, number));
  }

  /** Loses the next record, as a full memory does. */
  lose(): void {
    this.#number++;
  }

  get deadline(): number | undefined {
    if (this.#waiting.length === 0) return undefined;
    return (Math.floor(this.#oldest / this.#patience) + 1) * this.#patience;
  }

  /** The next payload that is full, or has waited long enough. */
  take(now: number): Uint8Array | undefined {
    const { deadline } = this;
    if (deadline === undefined) return undefined;
    if (this.#waiting.length < BATCH && now < deadline) return undefined;
    this.#oldest = now;
    return Buffer.concat(this.#waiting.splice(0, BATCH));
  }
}
