import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { listPorts } from './list-ports.ts';
import { openPort } from './open-port.ts';

/** Serial ports: USB bridges of real boards, and the pseudo-terminals of simulated ones. */
export const serial = definePlugin({
  kind: 'transport',
  name: 'serial',
  summary: 'A board on a serial port, real or simulated.',
  options: v.strictObject({
    /** Bits per second at which a board starts. */
    baud: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1200)), 1_000_000),
  }),
  create: ({ baud }) => ({
    list: () => listPorts(),
    open: (path: string) => openPort(path, baud),
  }),
});
