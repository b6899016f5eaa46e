import {
  type Clock,
  connectDevice,
  type DeviceConnection,
  faultyWire,
  simulatedClock,
} from '@picojoule/link';
import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { noSuchBoard, unplugged } from '../errors.ts';
import { faultOptions } from './fault-options.ts';
import { GoldenDevice, type GoldenModel, goldenIdentities } from './golden-device.ts';
import type { TrueMarker } from './power/sampler.ts';
import { systemClock } from './system-clock.ts';

const PATH = 'golden';
/** A byte on a serial line, with its start and stop bits. */
const BITS_PER_BYTE = 10;
const MODELS = Object.keys(goldenIdentities) as GoldenModel[];

/** The golden device in this process: a simulated board that needs nothing. */
export const golden = definePlugin({
  kind: 'transport',
  name: 'golden',
  summary: 'The golden model of the board in this process, simulated.',
  options: v.strictObject({
    ...faultOptions,
    /** The board whose model it is: 16 products a cycle at 30 MHz, or 64 at 60 MHz. */
    model: v.optional(v.picklist(MODELS), 'icebreaker'),
    /** `simulated`: time jumps to the next thing to happen; else it is this process's. */
    time: v.optional(v.picklist(['real', 'simulated']), 'real'),
    /** Bits per second of the wire, each way; 0: bytes take no time. */
    baud: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(12_000_000)), 0),
    /** Seed of the power sensor's errors. */
    sensor: v.optional(v.pipe(v.number(), v.integer()), 1),
    /** A program that runs again with nothing written in between repeats its activity, not its results. */
    replay: v.optional(v.boolean(), false),
  }),
  create({ model, seed, time, baud, sensor, replay, ...faults }) {
    const clock: Clock = time === 'simulated' ? simulatedClock() : systemClock;
    const bytesPerSecond = baud / BITS_PER_BYTE;
    const byteCycles = baud === 0 ? 0 : goldenIdentities[model].clock / bytesPerSecond;
    const truth: { onMarker?: (marker: TrueMarker) => void } = {};
    // As a board on a bench, it keeps its state from one connection to the next.
    const device = new GoldenDevice({
      model,
      sensor,
      replay,
      byteCycles,
      onMarker: (marker) => truth.onMarker?.(marker),
    });
    // The board's crystal is not the host's.
    const rate = device.rate * (1 + device.sensor.errors.timeBase);
    return {
      /** What the device's time is measured against. */
      clock,
      list: async () => [{ path: PATH, description: 'golden model in this process, simulated' }],
      async open(path: string): Promise<DeviceConnection> {
        if (path !== PATH) throw noSuchBoard(path);
        const wire = faultyWire(faults, seed);
        const pace = bytesPerSecond / 1000;
        return connectDevice(device, { clock, rate, wire, ...(baud > 0 && { pace }) });
      },
      /** Puts a known load of so many watts in the board's place on its rail; with undefined the board back. */
      connect: (watts: number | undefined) => device.connect(watts, Math.round(clock.now() * rate)),
      /** Whoever sets `onMarker` is told the true energy at each marker. */
      truth,
      /** The device itself, for tests that look inside. */
      device,
      /** Pulls the plug of a connection. */
      unplug: (connection: DeviceConnection) => connection.unplug(unplugged()),
    };
  },
});
