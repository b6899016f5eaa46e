import { setTimeout } from 'node:timers/promises';
import {
  definePlugin,
  type MeterSession,
  PicojouleError,
  type PowerSample,
  seconds,
  watts,
} from '@picojoule/spec';
import * as v from 'valibot';

const PATH = 'simulated';

/**
 * A power meter that is simulated: constant power. Replace `open` by the protocol of your device,
 * its provenance by `measured`, and end with a PicojouleError when a sample was lost.
 */
export const myPlugin = definePlugin({
  kind: 'meter',
  name: 'my-plugin',
  summary: 'A simulated meter that shows constant power.',
  references: [],
  options: v.strictObject({
    /** Watt. */
    power: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), 1),
    /** Samples per second. */
    sampleRate: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1000)), 100),
  }),
  create: ({ power, sampleRate }) => ({
    list: async () => [{ path: PATH, description: `constant ${power} W` }],
    async open(path: string): Promise<MeterSession> {
      if (path !== PATH) throw noDevice(path);
      const closed = new AbortController();
      return {
        provenance: 'simulated',
        sampleRate,
        // Without a calibration record no uncertainty is stated.
        uncertaintyOf: () => undefined,
        async *samples(): AsyncGenerator<PowerSample> {
          const duration = seconds(1 / sampleRate);
          for (let sample = 1; !closed.signal.aborted; sample++) {
            yield { at: seconds(sample / sampleRate), duration, power: watts(power) };
            await setTimeout(1000 / sampleRate);
          }
        },
        async close() {
          closed.abort();
        },
      };
    },
  }),
});

const noDevice = (path: string) =>
  new PicojouleError({
    code: 'MY_PLUGIN_DEVICE',
    message: `There is no meter at ${path}.`,
    next: `This plugin has one, at ${PATH}.`,
  });
