import { calibratedBudget, expanded, PowerStream, PowerTotals } from '@picojoule/board';
import { fitClock, type RoundTrip } from '@picojoule/link';
import { readBench } from '../board/bench-file.ts';
import { boardArguments, faultArgs, portArgs, timeArgs, timeOf } from '../board/board-arguments.ts';
import { openBoard } from '../board/open-board.ts';
import { benchArgs, powerArguments } from '../board/power-arguments.ts';
import { readoutOf } from '../board/readout-of.ts';
import { defineCommand } from '../command.ts';
import { INTERRUPTED } from '../terminal/interrupt.ts';
import { numberOption } from '../terminal/number-option.ts';

const example = 'pj board monitor --port /dev/ttyUSB1 --seconds 60';
const call = { command: 'board monitor', example };
const PINGS = 20;

export const boardMonitor = defineCommand({
  example,
  args: {
    ...portArgs,
    seconds: {
      type: 'string',
      valueHint: 'number',
      default: '10',
      description: "How long, of the board's time",
    },
    ...benchArgs,
    ...timeArgs,
    ...faultArgs,
  },
  async run(args, { progress, print, directory, listenForInterrupt }) {
    const seconds = numberOption('--seconds', args.seconds, { least: 0.1, most: 1e6 }, call);
    const board = boardArguments(args, call);
    const power = powerArguments(args, board.port, call);
    const { sensor } = power;
    let isCut = false;
    const { link } = await openBoard(board, { sensor, ...timeOf(args.fast) });
    try {
      const { identity } = link;
      const { calibration: bench, ohms } = readBench(args.bench, directory, identity, power);
      const totals = new PowerTotals(readoutOf(bench, ohms), identity.clock, () => {});
      const trips: RoundTrip[] = [];
      const ping = async () => {
        for (let i = 0; i < PINGS; i++) trips.push(await link.ping());
      };
      await ping();
      const stream = await PowerStream.start(link, totals);
      const signal = listenForInterrupt('Stopping, with what there is');
      const isStopped = () => signal.aborted && totals.total.seconds > 0;
      for (let shown = 0; totals.total.seconds < seconds && !isStopped(); ) {
        shown = Math.min(seconds, shown + 1);
        await stream.until(() => totals.total.seconds >= shown || isStopped());
        const { joules, seconds: passed } = totals.total;
        const mean = `${((1000 * joules) / passed).toFixed(3)} mW so far`;
        progress.update('Reading power, seconds', Math.floor(shown), Math.ceil(seconds), mean);
      }
      await stream.stop();
      await ping();
      isCut = signal.aborted;
      const { total, least, most, intervals } = totals;
      const uncertainty = bench && expanded(calibratedBudget(bench).systematic(total));
      const fit = fitClock(trips);
      const pace = fit && fit.rate / (identity.clock / 1000);
      // Verilated, a second of the board takes many of the host.
      const isOwnTime = identity.simulated && pace !== undefined && Math.abs(pace - 1) > 0.01;
      print({
        title: `Power of ${identity.board} on ${board.port}${identity.simulated ? ', simulated' : ''}`,
        summary: [
          `${intervals} samples over ${total.seconds.toFixed(3)} s, without a gap${isCut ? '; stopped before the end' : ''}.`,
          bench === undefined
            ? 'There is no calibration of this bench, so no uncertainty is stated; `pj calibrate` makes one.'
            : `Calibrated on ${bench.date}.`,
          ...(isOwnTime
            ? [`Its time is simulated, at ${pace.toPrecision(2)} of the host's: no drift is told.`]
            : []),
        ],
        sections: [
          {
            title: 'Power',
            table: {
              columns: [
                { title: 'quantity' },
                {
                  title: 'value',
                  unit: 'mW',
                  provenance: identity.simulated ? 'simulated' : 'measured',
                },
              ],
              rows: [
                ['mean', (1000 * total.joules) / total.seconds],
                [
                  'U of the mean (k = 2)',
                  uncertainty === undefined ? null : (1000 * uncertainty) / total.seconds,
                ],
                ['least sample', 1000 * least],
                ['largest sample', 1000 * most],
              ],
            },
          },
          {
            title: "The board's clock",
            table: {
              columns: [{ title: 'quantity' }, { title: 'value' }],
              rows: [
                ['samples a second', intervals / total.seconds],
                [
                  'drift against the host, ppm',
                  pace === undefined || isOwnTime ? null : 1e6 * (pace - 1),
                ],
                ['drift known to, ppm', fit && !isOwnTime ? 1e6 * fit.rateUncertainty : null],
                [
                  'the counter was 0, s before the end',
                  fit ? (trips.at(-1)!.hostReceived + fit.offset / fit.rate) / 1000 : null,
                ],
                ['offset known to, ms', fit?.uncertainty ?? null],
              ],
            },
          },
        ],
      });
    } finally {
      await link.close();
    }
    return isCut ? INTERRUPTED : 0;
  },
});
