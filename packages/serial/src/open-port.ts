import { isatty } from 'node:tty';
import type { TransportConnection } from '@picojoule/spec';
import { SerialPort } from 'serialport';
import { baudRefused, portClosed, unplugged } from './errors.ts';
import { openFailure } from './open-failure.ts';

/** Received bytes that wait for their reader; above it the port is paused, and the kernel's buffer fills. */
const LARGEST_QUEUE = 2 ** 20;

/** Milliseconds between looks whether the port is still there. */
const HANG_UP_MS = 500;

export interface RatedConnection extends TransportConnection {
  /** Bits per second when it was opened. */
  readonly baud: number;
}

/**
 * Opens a port for this program alone, 8N1, raw. The connection says at which rate.
 *
 * @throws PicojouleError `SERIAL_NO_PORT`, `SERIAL_NO_PERMISSION`, `SERIAL_BUSY`, `SERIAL_OPEN`.
 */
export async function openPort(path: string, baud: number): Promise<RatedConnection> {
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false, lock: true });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => {
      if (error === null) resolve();
      else reject(openFailure(path, error));
    });
  });
  // Linux alone has this setting, which the types leave out; where it fails, a ping's time shows it.
  port.set({ lowLatency: true } as Parameters<typeof port.set>[0], () => {});

  const chunks: Buffer[] = [];
  let queued = 0;
  let ended: Error | 'closed' | undefined;
  let wake = () => {};
  const end = (reason: Error | 'closed') => {
    ended ??= reason;
    wake();
  };
  port.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    queued += chunk.length;
    if (queued > LARGEST_QUEUE) port.pause();
    wake();
  });
  port.on('close', (error: Error | null) =>
    end(error === null ? 'closed' : unplugged(path, error)),
  );
  port.on('error', (error: Error) => end(unplugged(path, error)));

  // On Linux a port that hung up before it was read first reads as empty for ever, and no event tells.
  const descriptor = (port.port as { readonly fd?: number } | undefined)?.fd;
  const watching = setInterval(() => {
    if (descriptor === undefined || isatty(descriptor)) return;
    end(unplugged(path, new Error('the port hung up')));
    if (port.isOpen) port.close(() => {});
  }, HANG_UP_MS).unref();
  port.once('close', () => clearInterval(watching));

  const check = () => {
    if (ended === 'closed') throw portClosed(path);
    if (ended !== undefined) throw ended;
  };

  return {
    baud,
    async write(bytes) {
      check();
      await new Promise<void>((resolve, reject) => {
        port.write(bytes, (error) => {
          if (error === null || error === undefined) resolve();
          else reject(ended instanceof Error ? ended : unplugged(path, error));
        });
      });
    },
    async *read() {
      for (;;) {
        const chunk = chunks.shift();
        if (chunk !== undefined) {
          queued -= chunk.length;
          if (queued <= LARGEST_QUEUE && port.isPaused()) port.resume();
          yield chunk;
        } else if (ended === 'closed') return;
        else if (ended !== undefined) throw ended;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
    async setBaud(rate) {
      check();
      await new Promise<void>((resolve, reject) => {
        port.update({ baudRate: rate }, (error) => {
          if (error === null || error === undefined) resolve();
          else reject(baudRefused(path, rate, error));
        });
      });
    },
    async close() {
      // A port that is just going away refuses to be closed; it is closed then.
      if (ended === undefined) await new Promise<void>((resolve) => port.close(() => resolve()));
      end('closed');
    },
  };
}
