import type { TransportConnection } from '@picojoule/spec';
import type { DeviceLink } from './device-link.ts';
import { linkClosed } from './errors.ts';
import type { Clock } from './host-link.ts';

export interface DeviceConnectionOptions {
  readonly clock: Clock;
  /** Cycles of the device per millisecond of the clock. */
  readonly rate: number;
  /** What happens to the bytes of a write, and of a frame of the device, on their way. */
  readonly wire?: (chunk: Uint8Array) => Uint8Array;
}

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
  { clock, rate, wire = (chunk) => chunk }: DeviceConnectionOptions,
): DeviceConnection {
  const pending: Uint8Array[] = [];
  let ended: Error | 'closed' | undefined;
  let wake = () => {};
  let cancel = () => {};
  const cycles = () => Math.round(clock.now() * rate);

  const serve = () => {
    cancel();
    const batch: Uint8Array[] = [];
    for (let bytes = device.poll(cycles()); bytes !== undefined; bytes = device.poll(cycles())) {
      batch.push(wire(bytes));
    }
    if (batch.length > 0) {
      pending.push(Buffer.concat(batch));
      wake();
    }
    const { deadline } = device;
    if (deadline === undefined || !Number.isFinite(deadline) || ended !== undefined) return;
    cancel = clock.after(Math.max(1, deadline / rate - clock.now()), serve);
  };
  const end = (reason: Error | 'closed') => {
    ended ??= reason;
    cancel();
    wake();
  };

  return {
    async write(bytes) {
      if (ended !== undefined) throw ended === 'closed' ? linkClosed() : ended;
      device.receive(wire(bytes), cycles());
      serve();
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
