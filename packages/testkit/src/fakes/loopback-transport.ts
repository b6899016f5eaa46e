import {
  type BoardTransport,
  createRandom,
  type Plugin,
  type TransportConnection,
} from '@picojoule/spec';
import { asPlugin } from '../as-plugin.ts';
import { sessionClosed, wrongCall } from '../errors.ts';

export interface LoopbackOptions {
  /** Bytes arrive in chunks of drawn sizes up to this; as they were written by default. */
  readonly largestChunk?: number;
  readonly seed?: number;
}

export interface LoopbackTransport extends BoardTransport {
  /** Pulls the plug: `read` and `write` throw from now on. */
  unplug(connection: TransportConnection): void;
}

/** A transport whose board sends back every byte. */
export function loopbackTransport(
  options: LoopbackOptions = {},
): Plugin<'transport', LoopbackTransport> {
  const { largestChunk = Number.POSITIVE_INFINITY, seed = 1 } = options;
  const random = createRandom(seed, 'loopback');
  const plugs = new WeakMap<TransportConnection, () => void>();

  function open(): TransportConnection {
    let pending: Uint8Array = new Uint8Array(0);
    let state: 'open' | 'closed' | 'unplugged' = 'open';
    let wake = () => {};
    const become = (next: typeof state) => {
      if (state === 'open') state = next;
      wake();
    };
    const connection: TransportConnection = {
      async write(bytes) {
        if (state === 'unplugged') throw unplugged();
        if (state === 'closed') throw sessionClosed();
        pending = Uint8Array.of(...pending, ...bytes);
        wake();
      },
      async *read() {
        for (;;) {
          if (state === 'unplugged') throw unplugged();
          if (pending.length > 0) {
            const size = Number.isFinite(largestChunk)
              ? 1 + random.integer(largestChunk)
              : pending.length;
            const chunk = pending.slice(0, size);
            pending = pending.slice(size);
            yield chunk;
          } else if (state === 'closed') return;
          else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      },
      async close() {
        become('closed');
      },
    };
    plugs.set(connection, () => become('unplugged'));
    return connection;
  }

  return asPlugin(
    'transport',
    'loopback',
    {
      list: async () => [{ path: 'loopback', description: 'A board that echoes' }],
      async open(path) {
        if (path !== 'loopback') throw wrongCall(`There is no board "${path}"; "loopback" is one.`);
        return open();
      },
      unplug: (connection) => plugs.get(connection)?.(),
    },
    options,
  );
}

const unplugged = () => wrongCall('The board was unplugged.');
