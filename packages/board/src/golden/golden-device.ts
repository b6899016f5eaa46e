import { DeviceLink, type Identity, Kind, MARKER, SAMPLING } from '@picojoule/link';
import { createRandom } from '@picojoule/spec';
import { ina226Limits } from '../power/sensor-limits.ts';
import { Command } from '../session/commands.ts';
import { isOfRegisters, stampEnd } from './command-unit.ts';
import { ecp5, type MachineShape, up5k } from './machine/machine-shape.ts';
import { shapeOf } from './machine/shape-of.ts';
import { activityPrices } from './power/activity-prices.ts';
import { RecordQueue } from './power/record-queue.ts';
import { Sampler, type TrueMarker } from './power/sampler.ts';
import { SimulatedSensor } from './power/simulated-sensor.ts';
import { ProgramRuns } from './program-runs.ts';

/** Slots of 240 bytes each way, as the ULX3S has them, the iCEBreaker half as many; further power records wait in a memory of their own. */
const SLOTS = 8;
const PATIENCE_MS = 20;

const identity = (clock: number, { lanes, memory }: MachineShape): Identity => ({
  board: 'golden',
  // There is no bitstream.
  bitstream: '0'.repeat(32),
  clock,
  simulated: true,
  macsPerCycle: lanes ** 2,
  memory,
});

/** What the golden model of a board says: what that board would, and that it is simulated. */
export const goldenIdentities = {
  icebreaker: identity(30_000_000, up5k),
  ulx3s: identity(60_000_000, ecp5),
} as const;

/** The board whose golden model it is. */
export type GoldenModel = keyof typeof goldenIdentities;

export interface GoldenOptions {
  /** `icebreaker` where absent. */
  readonly model?: GoldenModel;
  /** Of the power sensor's errors. */
  readonly sensor?: number;
  /** A program that runs again with nothing written in between repeats its activity, not its results. */
  readonly replay?: boolean;
  /** Cycles that a byte of the wire takes. */
  readonly byteCycles?: number;
  /** Told the true energy at each marker. */
  readonly onMarker?: (marker: TrueMarker) => void;
}

/**
 * The golden model of the board: its link, the tensor machine behind it, and its power read-back. While
 * it samples power, a program takes the time that it counts; else it is over as soon as it is asked for.
 */
export class GoldenDevice {
  readonly identity: Identity;
  readonly sensor: SimulatedSensor;
  readonly #options: GoldenOptions;
  readonly #runs: ProgramRuns;
  readonly #link: DeviceLink;
  #commands: { readonly payload: Uint8Array; readonly at: number }[] = [];
  /** A reply that is due when its program ends. */
  #reply: Uint8Array | undefined;
  #busyUntil = 0;
  #load: number | undefined;
  #sampler: Sampler | undefined;
  #records: RecordQueue;

  constructor(options: GoldenOptions = {}) {
    this.#options = options;
    this.identity = goldenIdentities[options.model ?? 'icebreaker'];
    this.#link = new DeviceLink({
      identity: this.identity,
      slots: SLOTS,
      patience: PATIENCE_MS * this.rate,
      canRunAt: (baud) => [1_000_000, 1_500_000, 2_000_000, 3_000_000].includes(baud),
      onSession: () => this.#begin(),
    });
    this.#records = new RecordQueue(this.identity.clock);
    this.#runs = new ProgramRuns(shapeOf(this.identity), options.replay ?? false);
    this.sensor = new SimulatedSensor(ina226Limits, createRandom(options.sensor ?? 1, 'sensor'));
  }

  /** Cycles per millisecond. */
  get rate(): number {
    return this.identity.clock / 1000;
  }

  get machine() {
    return this.#runs.machine;
  }

  receive(chunk: Uint8Array, now: number): void {
    this.#carry(chunk.length, now);
    for (const { kind, payload } of this.#link.receive(chunk, now)) {
      if (kind === Kind.command) this.#commands.push({ payload, at: now });
      else this.#link.endpoint.release();
    }
    this.#work(now);
  }

  poll(now: number): Uint8Array | undefined {
    this.#work(now);
    this.#sample(now);
    const frame = this.#link.poll(now);
    if (frame !== undefined) this.#carry(frame.length, now);
    return frame;
  }

  get deadline(): number | undefined {
    const waits = this.#reply !== undefined || this.#commands.length > 0;
    const times = [
      this.#link.deadline,
      waits ? this.#busyUntil : undefined,
      this.#linkIsFull ? undefined : this.#records.deadline,
      this.#records.deadline === undefined ? this.#sampler?.next : undefined,
    ].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** As after power-on, but for the memory, which keeps what it holds. */
  reset(): void {
    this.#link.reset();
    this.#begin();
  }

  /** What a session begins with: nothing asked for, no records. */
  #begin(): void {
    this.#commands = [];
    this.#reply = undefined;
    this.#busyUntil = 0;
    this.#sampler = undefined;
    this.#records = new RecordQueue(this.identity.clock);
  }

  /** Puts a known load of so many watts in the board's place on its rail; with undefined the board back. */
  connect(watts: number | undefined, now: number): void {
    this.#sample(now);
    this.#load = watts;
    this.#sampler?.connect(watts, now);
  }

  /** Loses the next record, as a full memory does. */
  lose(): void {
    this.#records.lose();
  }

  /** Bytes of the wire have their energy. */
  #carry(bytes: number, now: number): void {
    const { byteCycles = 0 } = this.#options;
    this.#sampler?.work(now, now + bytes * byteCycles, bytes * activityPrices.byteJoules);
  }

  /** Commands in their order, each when the program before it is over. */
  #work(now: number): void {
    for (;;) {
      const busy = this.#busyUntil > now;
      if (!busy && this.#reply !== undefined) {
        this.#link.send(Kind.command, this.#reply, now);
        this.#reply = undefined;
      }
      const next = this.#commands[0];
      if (next === undefined || (busy && !goesAlongside(next.payload))) return;
      this.#commands.shift();
      this.#command(next.payload, next.at, now);
      this.#link.endpoint.release();
    }
  }

  #command(payload: Uint8Array, at: number, now: number): void {
    const [opcode] = payload;
    if (opcode === SAMPLING) {
      if (payload.length >= 2) this.#switchSampling((payload[1]! & 1) === 1, now);
      return;
    }
    if (opcode === MARKER) {
      if (payload.length >= 3) this.#sampler?.marker(payload[1]! | (payload[2]! << 8), now);
      return;
    }
    const { reply, cycles, marks, stretches } = this.#runs.carryOut(payload);
    if (this.#sampler === undefined || cycles === 0) {
      if (reply === undefined) return;
      stampEnd(reply, Math.trunc(now));
      this.#link.send(Kind.command, reply, now);
      return;
    }
    const start = Math.max(at, this.#busyUntil);
    for (const { id, cycle } of marks) this.#sampler.marker(id, start + cycle);
    for (const { from, to, joules } of stretches) {
      this.#sampler.work(start + from, start + to, joules);
    }
    this.#busyUntil = start + cycles;
    this.#reply = reply;
    if (reply !== undefined) stampEnd(reply, Math.trunc(this.#busyUntil));
  }

  #switchSampling(on: boolean, now: number): void {
    if (!on) this.#busyUntil = Math.min(this.#busyUntil, now);
    this.#records = new RecordQueue(this.identity.clock);
    this.#sampler = on
      ? new Sampler(this.sensor, this.identity.clock, now, this.#options.onMarker)
      : undefined;
    this.#sampler?.connect(this.#load, now);
  }

  #sample(now: number): void {
    if (this.#sampler === undefined) return;
    for (const record of this.#sampler.until(now)) {
      this.#records.put(record, record.cycle);
      this.#stream(record.cycle);
    }
    this.#stream(now);
  }

  #stream(now: number): void {
    const payload = this.#linkIsFull ? undefined : this.#records.take(now);
    if (payload !== undefined) this.#link.send(Kind.stream, payload, now);
  }

  get #linkIsFull(): boolean {
    return this.#link.endpoint.pending >= SLOTS;
  }
}

/** Of these a command need not wait for the end of a program, but for one of registers. */
const ALONGSIDE = new Set<number>([Command.write, Command.spread, SAMPLING, MARKER]);
const goesAlongside = (payload: Uint8Array): boolean =>
  ALONGSIDE.has(payload[0]!) && !(payload[0] === Command.write && isOfRegisters(payload));
