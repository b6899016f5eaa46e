import { definePlugin, type PowerMeter } from '@picojoule/spec';
import * as v from 'valibot';
import { golden } from '../golden/golden.ts';
import { openLink, type TimedTransport } from '../session/open-link.ts';
import { calibrationFile } from './calibration.ts';
import { checkBench } from './check-bench.ts';
import { type BoardMeterSession, meterSession } from './meter-session.ts';

interface BoardPowerMeter extends PowerMeter {
  open(path: string): Promise<BoardMeterSession>;
}

/**
 * The power sensor of a board: raw shunt and bus registers on the board's clock, without gaps.
 *
 * @example
 * boardPower({ transport: serial(), calibration })
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
        const link = await openLink(transport, path);
        try {
          if (calibration !== undefined) checkBench(calibration, link.identity);
          return meterSession(link, shunt, calibration);
        } catch (error) {
          await link.close();
          throw error;
        }
      },
    };
  },
});
