import { randomInt } from 'node:crypto';
import { type Clock, type ClockFit, fitClock, HostLink, type RoundTrip } from '@picojoule/link';
import {
  type BoardTransport,
  definePlugin,
  type Joules,
  joules,
  type MeterSession,
  type PowerMeter,
  type PowerSample,
  type Seconds,
  seconds,
  watts,
} from '@picojoule/spec';
import * as v from 'valibot';
import { calibrationOfAnother } from '../errors.ts';
import { golden } from '../golden/golden.ts';
import { systemClock } from '../golden/system-clock.ts';
import { type Calibration, calibrationFile } from './calibration.ts';
import type { PowerInterval } from './power-records.ts';
import { PowerStream } from './power-stream.ts';
import { calibratedReadout, nominalReadout } from './readout.ts';
import { CONVERSION } from './sensor-limits.ts';
import { calibratedBudget, expanded } from './uncertainty.ts';

/** A transport whose devices may have a time of their own, as simulated ones do. */
export type TimedTransport = BoardTransport & { readonly clock?: Clock };

export interface BoardMeterSession extends MeterSession {
  /** How the board's counter runs against the host's clock, from all round trips so far; `pings` more are made. */
  clockFit(pings?: number): Promise<ClockFit | undefined>;
}

interface BoardPowerMeter extends PowerMeter {
  open(path: string): Promise<BoardMeterSession>;
}

/**
 * The power sensor of a board: raw shunt and bus registers on the board's clock, without gaps.
 *
 * @example
 * boardPower({ transport: serial({ baud: 3_000_000 }), calibration })
 */
export const boardPower = definePlugin({
  kind: 'meter',
  name: 'board-power',
  summary: "A board's own INA226, stamped with its cycle counter; the golden device without one.",
  options: v.strictObject({
    /** Where the board is; a golden device in simulated time when absent. */
    transport: v.optional(
      v.custom<TimedTransport>((value) => typeof (value as TimedTransport)?.open === 'function'),
    ),
    /** Ohm; what the shunt is taken for without a calibration. */
    shunt: v.optional(v.pipe(v.number(), v.gtValue(0)), 1),
    /** Of this bench; without it no uncertainty is stated. */
    calibration: v.optional(calibrationFile),
  }),
  create({ transport = golden({ time: 'simulated' }), shunt, calibration }): BoardPowerMeter {
    return {
      list: () => transport.list(),
      async open(path) {
        const connection = await transport.open(path);
        const clock = transport.clock ?? systemClock;
        const link = await HostLink.open(connection, { clock, nonce: randomInt(1, 2 ** 32 - 1) });
        try {
          if (calibration !== undefined) checkBench(calibration, link.identity);
          return session(link, shunt, calibration);
        } catch (error) {
          await link.close();
          throw error;
        }
      },
    };
  },
});

/**
 * A calibration holds for the board, and where it is known the sensor, that it was made of.
 *
 * @throws PicojouleError `POWER_CALIBRATION`.
 */
export function checkBench(calibration: Bench, ours: Omit<Bench, 'sensor'> & Partial<Bench>): void {
  const { board, simulated, sensor } = calibration;
  const same = board === ours.board && simulated === ours.simulated;
  if (same && (ours.sensor ?? sensor) === sensor) return;
  throw calibrationOfAnother(named(calibration), named({ sensor: 'a sensor', ...ours }));
}

type Bench = Pick<Calibration, 'board' | 'simulated' | 'sensor'>;

const named = ({ board, simulated, sensor }: Bench): string =>
  `${simulated ? 'simulated ' : ''}board "${board}" with ${sensor}`;

function session(
  link: HostLink,
  ohms: number,
  calibration: Calibration | undefined,
): BoardMeterSession {
  const { clock, simulated } = link.identity;
  const readout = calibration ? calibratedReadout(calibration) : nominalReadout(ohms);
  const budget = calibration && calibratedBudget(calibration);
  const volts = calibration?.readings.at(-1)?.volts ?? 1;
  const trips: RoundTrip[] = [];
  let closed = false;

  const sampleOf = ({ from, to, shunt, bus }: PowerInterval): PowerSample => {
    const { amperes, volts: voltage } = readout(shunt, bus);
    return {
      at: seconds(to / clock),
      duration: seconds((to - from) / clock),
      power: watts(amperes * voltage),
    };
  };

  return {
    provenance: simulated ? 'simulated' : 'measured',
    sampleRate: 1 / (CONVERSION.shunt + CONVERSION.bus),
    uncertaintyOf(energy: Joules, duration: Seconds): Joules | undefined {
      if (budget === undefined) return undefined;
      const integral = {
        seconds: duration,
        joules: energy,
        coulombs: energy / volts,
        voltSeconds: volts * duration,
      };
      return joules(expanded(budget.systematic(integral)));
    },
    async *samples() {
      const waiting: PowerInterval[] = [];
      const stream = await PowerStream.start(link, {
        interval: (interval) => waiting.push(interval),
        marker: () => {},
      });
      try {
        while (!closed) {
          // Each sample that was read before anything went wrong is given first.
          const ready = stream.until(() => waiting.length > 0 || closed);
          const failed = await ready.then(
            () => undefined,
            (error: unknown) => ({ error }),
          );
          for (const interval of waiting.splice(0)) {
            if (closed) return;
            yield sampleOf(interval);
          }
          if (failed !== undefined && !closed) throw failed.error;
        }
      } finally {
        if (!closed) await stream.stop();
      }
    },
    async clockFit(pings = 20) {
      for (let i = 0; i < pings; i++) trips.push(await link.ping());
      return fitClock(trips);
    },
    async close() {
      closed = true;
      await link.close();
    },
  };
}
