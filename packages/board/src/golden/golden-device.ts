import { DeviceLink, type Identity, Kind } from '@picojoule/link';
import { carryOut } from './command-unit.ts';
import { up5k } from './machine/machine-shape.ts';
import { TensorMachine } from './machine/tensor-machine.ts';

/** Receive slots of 240 bytes, as the hardware has them. */
const SLOTS = 8;
const PATIENCE_MS = 20;

/** The golden model says what the first board would say, and that it is simulated. */
export const goldenIdentity: Identity = {
  board: 'golden',
  // There is no bitstream.
  bitstream: '0'.repeat(32),
  clock: 30_000_000,
  simulated: true,
  macsPerCycle: up5k.lanes ** 2,
  memory: up5k.memory,
};

/** Cycles per millisecond. */
export const goldenRate = goldenIdentity.clock / 1000;

/**
 * The golden model of the board: its link, and the tensor machine behind it. A program is over as soon
 * as it is asked for; the cycles that it takes are those that it counts.
 */
export class GoldenDevice {
  readonly machine = new TensorMachine(up5k);
  readonly #link = new DeviceLink({
    identity: goldenIdentity,
    slots: SLOTS,
    patience: PATIENCE_MS * goldenRate,
    canRunAt: (baud) => [1_000_000, 1_500_000, 2_000_000, 3_000_000].includes(baud),
  });

  receive(chunk: Uint8Array, now: number): void {
    for (const { kind, payload } of this.#link.receive(chunk, now)) {
      const reply = kind === Kind.command ? carryOut(this.machine, payload) : undefined;
      this.#link.endpoint.release();
      if (reply !== undefined) this.#link.send(Kind.command, reply, now);
    }
  }

  poll(now: number): Uint8Array | undefined {
    return this.#link.poll(now);
  }

  get deadline(): number | undefined {
    return this.#link.deadline;
  }

  /** As after power-on, but for the memory, which keeps what it holds. */
  reset(): void {
    this.#link.reset();
  }
}
