import type { BoardTransport, TransportConnection } from '@picojoule/spec';
import fc from 'fast-check';
import { demand, demandEqual, demandPicojouleError, demandRejects, within } from '../demand.ts';
import { forAll } from '../for-all.ts';
import { type Law, law } from '../law.ts';

/** A transport whose far end sends back what it receives: a wire from output to input will do. */
export interface TransportSubject {
  readonly transport: BoardTransport;
  /** Of a loop-back; the first one listed by default. */
  readonly path?: string;
  /** Longest time that a law waits, in ms; 10 000 by default. */
  readonly patience?: number;
  /** Pulls the plug of an open connection. */
  unplug?(connection: TransportConnection): void;
}

const patienceOf = ({ patience = 10_000 }: TransportSubject) => patience;
const transportLaw = (
  name: string,
  check: (connection: TransportConnection, subject: TransportSubject) => Promise<void>,
  applies?: (subject: TransportSubject) => boolean,
) =>
  law<TransportSubject>(
    name,
    async (subject) => withConnection(subject, (connection) => check(connection, subject)),
    applies,
  );

async function withConnection(
  { transport, path }: TransportSubject,
  body: (connection: TransportConnection) => Promise<void>,
): Promise<void> {
  const found = path ?? (await transport.list())[0]?.path;
  demand(found !== undefined, 'no board is listed, and none was named');
  const connection = await transport.open(found);
  try {
    await body(connection);
  } finally {
    await connection.close();
  }
}

async function receive(connection: TransportConnection, count: number): Promise<number[]> {
  const received: number[] = [];
  for await (const chunk of connection.read()) {
    received.push(...chunk);
    if (received.length >= count) break;
  }
  return received;
}

const drain = async (connection: TransportConnection) => {
  for await (const _ of connection.read());
};

const chunks = fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 12 });

/** The laws of board transports, for a loop-back. */
export const boardTransportLaws: readonly Law<TransportSubject>[] = [
  law('all bytes arrive, in order, whatever the chunking', (subject: TransportSubject) =>
    forAll(
      chunks,
      (written) =>
        withConnection(subject, async (connection) => {
          const sent = written.flatMap((chunk) => [...chunk]);
          if (sent.length === 0) return;
          const reading = receive(connection, sent.length);
          for (const chunk of written) await connection.write(chunk);
          const received = await within(
            patienceOf(subject),
            reading,
            `waiting for ${sent.length} bytes`,
          );
          demandEqual(received, sent, 'bytes received');
        }),
      30,
    ),
  ),
  transportLaw(
    'bytes that were taken do not change with their buffer',
    async (connection, subject) => {
      const bytes = Uint8Array.of(1, 2, 3, 4);
      const reading = receive(connection, 4);
      await connection.write(bytes);
      bytes.fill(9);
      demandEqual(
        await within(patienceOf(subject), reading, 'waiting for 4 bytes'),
        [1, 2, 3, 4],
        'received',
      );
    },
  ),
  transportLaw('close ends read', async (connection, subject) => {
    const reading = drain(connection);
    await connection.close();
    await within(patienceOf(subject), reading, 'ending read after close');
  }),
  transportLaw('writing after close rejects', async (connection) => {
    await connection.close();
    const error = await demandRejects(
      () => connection.write(Uint8Array.of(1)),
      'write after close',
    );
    demandPicojouleError(error, 'the refusal');
  }),
  transportLaw(
    'an unplugged board makes read throw a PicojouleError',
    async (connection, subject) => {
      const reading = within(patienceOf(subject), drain(connection), 'waiting for the end');
      subject.unplug?.(connection);
      const error = await demandRejects(() => reading, 'reading from an unplugged board');
      demandPicojouleError(error, 'what read throws');
      demand(error.code !== 'LAW_VIOLATED', error.message);
    },
    ({ unplug }) => unplug !== undefined,
  ),
  law('a board that is not there is refused with a PicojouleError', async ({ transport }) => {
    const error = await demandRejects(() => transport.open('no/such/board'), 'opening no board');
    demandPicojouleError(error, 'the refusal');
  }),
];
