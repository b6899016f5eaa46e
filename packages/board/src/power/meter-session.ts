import {
  type ClockFit,
  fitClock,
  type HostLink,
  Kind,
  markerCommand,
  type RoundTrip,
} from '@picojoule/link';
import {
  type Joules,
  joules,
  type MeterSession,
  type PowerSample,
  type Seconds,
  seconds,
  watts,
} from '@picojoule/spec';
import { windowTooShort } from '../errors.ts';
import type { Calibration } from './calibration.ts';
import { combine } from './integral.ts';
import type { PowerInterval } from './power-records.ts';
import { PowerStream } from './power-stream.ts';
import { type MarkedTotal, PowerTotals } from './power-totals.ts';
import { calibratedReadout, nominalReadout } from './readout.ts';
import { CONVERSION } from './sensor-limits.ts';
import { calibratedBudget, expanded } from './uncertainty.ts';

/** What a window took. */
export interface MeteredWindow<T> {
  readonly result: T;
  readonly energy: Joules;
  readonly duration: Seconds;
  /** Expanded (k = 2), of the systematic errors; absent without a calibration. */
  readonly uncertainty?: Joules;
}

export interface BoardMeterSession extends MeterSession {
  /** For work on the same board. */
  readonly link: HostLink;
  /**
   * Energy from a marker before some work to one behind it. Not while `samples` are read.
   *
   * @throws PicojouleError `POWER_SHORT` below 50 ms: repeat the work instead, since the edges would
   *   pull it; what reading samples throws.
   */
  window<T>(work: () => Promise<T>): Promise<MeteredWindow<T>>;
  /** How the board's counter runs against the host's clock, from all round trips so far; `pings` more are made. */
  clockFit(pings?: number): Promise<ClockFit | undefined>;
}

/** Markers of a window. */
const [BEGIN, END] = [0xbe91, 0xe4d1];
/** Seconds of the shortest window that is cut out of a trace. */
const SHORTEST = 0.05;

/** The meter of a board at the other end of a link, which it closes at the end. */
export function meterSession(
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
    async window<T>(work: () => Promise<T>) {
      const marked: MarkedTotal[] = [];
      const totals = new PowerTotals(readout, clock, (total) => marked.push(total));
      const stream = await PowerStream.start(link, totals);
      try {
        // The first sample only begins the time.
        await stream.until(() => totals.intervals > 0);
        await link.send(Kind.command, markerCommand(BEGIN));
        const result = await work();
        await link.send(Kind.command, markerCommand(END));
        await stream.until(() => marked.some(({ id }) => id === END));
        const [begin, end] = [BEGIN, END].map((id) => marked.find((mark) => mark.id === id)!);
        const integral = combine(end!.total, begin!.total, -1);
        if (integral.seconds < SHORTEST) throw windowTooShort(integral.seconds, SHORTEST);
        const uncertainty = budget && joules(expanded(budget.systematic(integral)));
        return {
          result,
          energy: joules(integral.joules),
          duration: seconds(integral.seconds),
          ...(uncertainty !== undefined && { uncertainty }),
        };
      } finally {
        await stream.stop();
      }
    },
    link,
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
