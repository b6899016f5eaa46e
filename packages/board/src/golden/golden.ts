import { connectDevice, type DeviceConnection, faultyWire } from '@picojoule/link';
import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { noSuchBoard, unplugged } from '../errors.ts';
import { faultOptions } from './fault-options.ts';
import { GoldenDevice, goldenRate } from './golden-device.ts';
import { systemClock } from './system-clock.ts';

const PATH = 'golden';

/** The golden device in this process: a simulated board that needs nothing. */
export const golden = definePlugin({
  kind: 'transport',
  name: 'golden',
  summary: 'The golden model of the board in this process, simulated.',
  options: v.strictObject(faultOptions),
  create({ seed, ...faults }) {
    // As a board on a bench, it keeps its state from one connection to the next.
    const device = new GoldenDevice();
    return {
      list: async () => [{ path: PATH, description: 'golden model in this process, simulated' }],
      async open(path: string): Promise<DeviceConnection> {
        if (path !== PATH) throw noSuchBoard(path);
        const wire = faultyWire(faults, seed);
        return connectDevice(device, { clock: systemClock, rate: goldenRate, wire });
      },
      /** The device itself, for tests that look inside. */
      device,
      /** Pulls the plug of a connection. */
      unplug: (connection: DeviceConnection) => connection.unplug(unplugged()),
    };
  },
});
