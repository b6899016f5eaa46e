import type { Clock } from './host-link.ts';

/** A timer that is set anew with every frame: moving it later costs the clock nothing. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #due = Number.POSITIVE_INFINITY;
  /** When the clock calls, at the latest when it is due. */
  #callAt = Number.POSITIVE_INFINITY;
  #cancel = () => {};

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings once at a time of the clock, not when it was set to before; never at infinity. */
  set(due: number, now: number): void {
    if (due === Number.POSITIVE_INFINITY) {
      this.stop();
      return;
    }
    this.#due = due;
    if (this.#callAt <= due) return;
    this.#cancel();
    this.#callAt = due;
    this.#cancel = this.#clock.after(Math.max(0, due - now), () => this.#called());
  }

  /** Off, with nothing left at the clock. */
  stop(): void {
    this.#cancel();
    this.#due = Number.POSITIVE_INFINITY;
    this.#callAt = Number.POSITIVE_INFINITY;
  }

  #called(): void {
    const due = this.#due;
    this.#callAt = Number.POSITIVE_INFINITY;
    const now = this.#clock.now();
    if (now < due) {
      this.set(due, now);
      return;
    }
    this.#due = Number.POSITIVE_INFINITY;
    this.#ring();
  }
}
