import { createRandom, type TransportConnection } from '@picojoule/spec';
import type { DeviceLink } from './device-link.ts';
import type { Identity } from './identity.ts';

export const identity: Identity = {
  board: 'golden',
  bitstream: '00112233445566778899aabbccddeeff',
  clock: 30_000_000,
  simulated: true,
  macsPerCycle: 16,
  memory: 131_072,
};

/** What a wire does to chunks of bytes; probabilities per chunk. */
export interface Faults {
  readonly drop?: number;
  readonly flip?: number;
  readonly duplicate?: number;
  readonly cut?: number;
}

/** A wire that loses, changes, doubles and cuts what goes over it, by a seed. */
export function faultyWire(faults: Faults, seed: number): (chunk: Uint8Array) => Uint8Array {
  const random = createRandom(seed, 'wire');
  const happens = (probability = 0) => random.next() < probability;
  return (chunk) => {
    if (happens(faults.drop)) return new Uint8Array(0);
    const bytes = Uint8Array.from(chunk);
    if (happens(faults.flip)) bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    if (happens(faults.cut)) return bytes.subarray(0, random.integer(bytes.length));
    return happens(faults.duplicate) ? Uint8Array.of(...bytes, ...bytes) : bytes;
  };
}

export const perfect = (chunk: Uint8Array) => chunk;

/** A device in this process behind a wire; its clock is the host's, in cycles. */
export function deviceConnection(
  device: DeviceLink,
  wire: (chunk: Uint8Array) => Uint8Array,
  now: () => number,
): TransportConnection & { unplug(): void } {
  const pending: Uint8Array[] = [];
  let state: 'open' | 'closed' | 'unplugged' = 'open';
  let wake = () => {};
  const serve = () => {
    const cycles = Math.round((now() / 1000) * identity.clock);
    for (let bytes = device.poll(cycles); bytes !== undefined; bytes = device.poll(cycles)) {
      pending.push(wire(bytes));
    }
    wake();
  };
  // A device acts on its own when its patience ends.
  const timer = setInterval(serve, 2);
  const end = (next: 'closed' | 'unplugged') => {
    if (state === 'open') state = next;
    clearInterval(timer);
    wake();
  };
  return {
    async write(bytes) {
      if (state !== 'open') throw new Error(`the wire is ${state}`);
      device.receive(wire(bytes), Math.round((now() / 1000) * identity.clock));
      serve();
    },
    async *read() {
      for (;;) {
        const chunk = pending.shift();
        if (chunk !== undefined) yield chunk;
        else if (state === 'unplugged') throw new Error('the wire is unplugged');
        else if (state === 'closed') return;
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
    unplug: () => end('unplugged'),
  };
}
