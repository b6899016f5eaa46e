import type { TransportConnection } from '@picojoule/spec';
import { test } from 'vitest';
import { type LoopbackTransport, loopbackTransport } from '../fakes/loopback-transport.ts';
import { lawProofs } from '../law-proofs.ts';
import { boardTransportLaws, type TransportSubject } from './board-transport.ts';

const right = (): TransportSubject => {
  const transport = loopbackTransport({ largestChunk: 7 });
  return { transport, unplug: transport.unplug };
};
const changed =
  (
    change: (
      connection: TransportConnection,
      transport: LoopbackTransport,
    ) => Partial<TransportConnection>,
  ) =>
  (): TransportSubject => {
    const transport = loopbackTransport();
    return {
      patience: 300,
      transport: {
        list: transport.list,
        async open(path) {
          const connection = await transport.open(path);
          return { ...connection, ...change(connection, transport) };
        },
      },
    };
  };

const broken: Record<string, () => TransportSubject> = {
  'all bytes arrive, in order, whatever the chunking': changed(({ write }) => ({
    write: (bytes) => write(bytes.length > 3 ? bytes.toReversed() : bytes),
  })),
  'bytes that were taken do not change with their buffer': changed(({ write }) => ({
    async write(bytes) {
      setTimeout(() => void write(bytes), 5);
    },
  })),
  'close ends read': changed(({ read, close }) => ({
    async *read() {
      yield* read();
      await new Promise(() => {});
    },
    close,
  })),
  'writing after close rejects': changed(() => ({ write: async () => {} })),
  'an unplugged board makes read throw a PicojouleError': () => {
    const transport = loopbackTransport();
    return { transport, unplug: (connection) => void connection.close() };
  },
  'a board that is not there is refused with a PicojouleError': () => {
    const transport = loopbackTransport();
    return { transport: { list: transport.list, open: () => transport.open('loopback') } };
  },
};

for (const { name, check } of lawProofs(boardTransportLaws, right, broken))
  test(name, check, 20_000);
