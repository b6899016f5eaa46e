import { definePlugin, PicojouleError, type TransportConnection } from '@picojoule/spec';
import * as v from 'valibot';

const PATH = 'loop';

/** A board transport that returns what is written to it. Replace it by your link's driver. */
export const myPlugin = definePlugin({
  kind: 'transport',
  name: 'my-plugin',
  summary: 'A loop that returns what is written to it.',
  references: [],
  options: v.strictObject({
    /** Most bytes of one chunk: how a link cuts a stream is no concern of its user. */
    chunk: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 64),
  }),
  create: ({ chunk }) => ({
    list: async () => [{ path: PATH, description: 'returns what is written to it' }],
    async open(path: string): Promise<TransportConnection> {
      if (path !== PATH) throw noDevice(path);
      return openLoop(chunk);
    },
  }),
});

function openLoop(chunk: number): TransportConnection {
  const waiting: Uint8Array[] = [];
  let closed = false;
  let wake = () => {};
  return {
    async write(bytes) {
      if (closed) throw isClosed();
      for (let start = 0; start < bytes.length; start += chunk)
        waiting.push(bytes.slice(start, start + chunk));
      wake();
    },
    async *read() {
      for (;;) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else if (closed) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async close() {
      closed = true;
      wake();
    },
  };
}

const noDevice = (path: string) =>
  new PicojouleError({
    code: 'MY_PLUGIN_DEVICE',
    message: `There is no board at ${path}.`,
    next: `This plugin has one, at ${PATH}.`,
  });

const isClosed = () =>
  new PicojouleError({
    code: 'MY_PLUGIN_CLOSED',
    message: 'The connection is closed.',
    next: 'Open it again.',
  });
