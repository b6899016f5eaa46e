import type { Frame } from './frame.ts';
import type { Clock } from './host-link.ts';

/** One that waits. */
interface Expectation {
  offer(frame: Frame): void;
  reject(error: Error): void;
}

/** Who waits on a host for a frame, or for news of any kind. */
export class Expectations {
  readonly #clock: Clock;
  readonly #waiting = new Set<Expectation>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** The first answer of `fits` to a frame that is offered; undefined after `patience` milliseconds, where there is one. */
  first<T>(fits: (frame: Frame) => T | undefined, patience?: number): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      let cancel = () => {};
      const end = () => {
        cancel();
        this.#waiting.delete(expectation);
      };
      const expectation: Expectation = {
        offer(frame) {
          const found = fits(frame);
          if (found === undefined) return;
          end();
          resolve(found);
        },
        reject(error) {
          end();
          reject(error);
        },
      };
      this.#waiting.add(expectation);
      if (patience === undefined) return;
      cancel = this.#clock.after(patience, () => {
        end();
        resolve(undefined);
      });
    });
  }

  offer(frame: Frame): void {
    for (const one of [...this.#waiting]) one.offer(frame);
  }

  /** Ends all waiting. */
  reject(error: Error): void {
    for (const one of [...this.#waiting]) one.reject(error);
  }
}
