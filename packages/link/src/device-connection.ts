import type { TransportConnection } from '@picojoule/spec';
import { Alarm } from './alarm.ts';
import type { DeviceLink } from './device-link.ts';
import { linkClosed } from './errors.ts';
import type { Clock } from './host-link.ts';

export interface DeviceConnectionOptions {
  readonly clock: Clock;
  /** Cycles of the device per millisecond of the clock. */
  readonly rate: number;
  /** What happens to the bytes of a write, and of a frame of the device, on their way. */
  readonly wire?: (chunk: Uint8Array) => Uint8Array;
  /** Bytes per millisecond each way; without it they take no time. */
  readonly pace?: number;
}

/** Bytes of a write that arrive at once where there is a pace. */
const PIECE = 256;

/** What is at the far end: pure, with bytes and cycle counts in and bytes out. */
export type Device = Pick<DeviceLink, 'poll' | 'deadline'> & {
  receive(chunk: Uint8Array, now: number): unknown;
};

export interface DeviceConnection extends TransportConnection {
  /** Reading and writing throw `error` from now on. */
  unplug(error: Error): void;
}

/** A device in this process at the other end of a wire. It acts when bytes come, and at its deadlines. */
export function connectDevice(
  device: Device,
  { clock, rate, wire = (chunk) => chunk, pace }: DeviceConnectionOptions,
): DeviceConnection {
  const pending: Uint8Array[] = [];
  let ended: Error | 'closed' | undefined;
  let wake = () => {};
  const cycles = () => Math.round(clock.now() * rate);

  const deliver = (bytes: Uint8Array) => {
    pending.push(bytes);
    wake();
  };
  /** When the line to the host has carried all that was written. */
  let freeAt = 0;

  const serve = () => {
    if (ended !== undefined) return;
    if (clock.now() < freeAt) {
      alarm.set(freeAt, clock.now());
      return;
    }
    const batch: Uint8Array[] = [];
    for (let bytes = device.poll(cycles()); bytes !== undefined; bytes = device.poll(cycles())) {
      batch.push(wire(bytes));
      if (pace !== undefined) break;
    }
    if (batch.length > 0 && pace !== undefined) {
      const time = batch[0]!.length / pace;
      freeAt = clock.now() + time;
      clock.after(time, () => deliver(batch[0]!));
      alarm.set(freeAt, clock.now());
      return;
    }
    if (batch.length > 0) deliver(batch.length > 1 ? Buffer.concat(batch) : batch[0]!);
    const { deadline = Number.POSITIVE_INFINITY } = device;
    const now = clock.now();
    alarm.set(Math.max(now + 1 / rate, deadline / rate), now);
  };
  const alarm = new Alarm(clock, serve);
  const receive = (bytes: Uint8Array) => {
    if (ended !== undefined) throw ended === 'closed' ? linkClosed() : ended;
    device.receive(wire(bytes), cycles());
    serve();
  };
  const end = (reason: Error | 'closed') => {
    ended ??= reason;
    alarm.stop();
    wake();
  };

  return {
    async write(bytes) {
      if (pace === undefined) return receive(bytes);
      for (let at = 0; at < bytes.length; at += PIECE) {
        const piece = bytes.subarray(at, at + PIECE);
        await new Promise<void>((resolve) => {
          clock.after(piece.length / pace, resolve);
        });
        receive(piece);
      }
    },
    async *read() {
      for (;;) {
        const chunk = pending.shift();
        if (chunk !== undefined) yield chunk;
        else if (ended === 'closed') return;
        else if (ended !== undefined) throw ended;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
    async close() {
      end('closed');
    },
    unplug: end,
  };
}
