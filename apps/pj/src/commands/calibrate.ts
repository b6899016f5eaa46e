import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type Calibration,
  calibrate as calibrateBench,
  ina226Limits,
  LoadMeter,
  PowerStream,
  REFERENCE_LIMIT,
} from '@picojoule/board';
import type { Report } from '@picojoule/spec';
import { BENCH_FILE, NO_BENCH, SHUNT_OHMS, sensorName } from '../board/bench-file.ts';
import { boardArguments, portArgs } from '../board/board-arguments.ts';
import { type KnownLoads, simulatedLoads, typedLoads } from '../board/known-loads.ts';
import { openBoard } from '../board/open-board.ts';
import { benchArgs, powerArguments } from '../board/power-arguments.ts';
import { defineCommand } from '../command.ts';
import { optionValue } from '../errors.ts';
import { fileExists } from '../files/errors.ts';
import { checkWritable, forceArgument, OTHER_FILE, writeOutputFile } from '../files/write-file.ts';
import { numberOption } from '../terminal/number-option.ts';

const example = 'pj calibrate --port /dev/ttyUSB1 --shunt 1 --tolerance 0.1';
const call = { command: 'calibrate', example };
const PERCENT = { least: 1e-4, most: 100 };

export const calibrate = defineCommand({
  example,
  args: {
    ...portArgs,
    ...benchArgs,
    bench: { ...benchArgs.bench, description: 'Where to write it, by default bench.json' },
    shunt: { ...benchArgs.shunt, description: 'Resistance of the shunt (Default: 1)' },
    tolerance: {
      type: 'string',
      valueHint: 'percent',
      default: String(100 * ina226Limits.resistance),
      description: 'Of the shunt',
    },
    reference: {
      type: 'string',
      valueHint: 'percent',
      default: String(100 * REFERENCE_LIMIT),
      description: 'How well the currents and voltages of the loads are known',
    },
    seconds: {
      type: 'string',
      valueHint: 'number',
      default: '10',
      description: 'How long each load is read',
    },
    ...forceArgument,
  },
  async run(args, { progress, print, directory }) {
    const board = boardArguments(args, call);
    const { ohms = SHUNT_OHMS, sensor } = powerArguments(args, board.port, call);
    const tolerance = numberOption('--tolerance', args.tolerance, PERCENT, call) / 100;
    const limit = numberOption('--reference', args.reference, PERCENT, call) / 100;
    const seconds = numberOption('--seconds', args.seconds, { least: 1, most: 1000 }, call);
    if (args.bench === NO_BENCH) {
      throw optionValue(
        '--bench',
        NO_BENCH,
        'a file to write, and that name stands for none',
        call,
      );
    }
    const path = resolve(directory, args.bench ?? BENCH_FILE);
    const replaced = existsSync(path);
    // Better before the loads are read than after.
    checkWritable(path);
    if (replaced && args.force !== true) throw fileExists(path, OTHER_FILE);
    const bench = {
      shunt: { ohms, tolerance },
      reference: { current: limit, voltage: limit },
    };
    const { link, simulation } = await openBoard(board, { sensor, time: 'simulated' });
    try {
      const { identity } = link;
      const loads: KnownLoads =
        simulation === undefined ? typedLoads(bench, progress) : simulatedLoads(simulation, sensor);
      const readings: Calibration['readings'] = [];
      for await (const { amperes, volts } of loads) {
        const meter = new LoadMeter();
        const stream = await PowerStream.start(link, meter);
        await stream.until(() => meter.cycles >= seconds * identity.clock);
        await stream.stop();
        readings.push(meter.reading(amperes, volts));
        progress.line(`${(1000 * amperes).toFixed(3)} mA: read ${meter.samples} samples.`);
      }
      const calibration = calibrateBench({
        board: identity.board,
        simulated: identity.simulated,
        date: new Date().toISOString(),
        sensor: sensorName(identity, sensor),
        ...bench,
        readings,
      });
      writeOutputFile(path, `${JSON.stringify(calibration, null, 2)}\n`, { force: args.force });
      print(reportOf(calibration, path, replaced));
    } finally {
      await link.close();
    }
    return 0;
  },
});

function reportOf(calibration: Calibration, path: string, replaced: boolean): Report {
  const { board, simulated, shunt, fit, readings, reference } = calibration;
  const ppm = 1e6 * (fit.amperesPerVolt * shunt.ohms - 1);
  return {
    title: `Calibration of the power sensor of ${board}${simulated ? ', simulated' : ''}`,
    summary: [
      `${replaced ? 'Replaced' : 'Written to'} ${path}, dated ${calibration.date}.`,
      `Currents are corrected by ${ppm.toFixed(0)} ppm and ${(1e6 * fit.amperes).toFixed(2)} uA, voltages by ${(1000 * fit.volts).toFixed(3)} mV.`,
      `The loads are known to ${100 * reference.current} %; the shunt is ${shunt.ohms} ohm.`,
    ],
    sections: [
      {
        title: 'Readings',
        table: {
          columns: [
            { title: 'reference', unit: 'mA', format: { digits: 4 } },
            { title: 'reference', unit: 'V', format: { digits: 5 } },
            { title: 'sensor', unit: 'mV', format: { digits: 5 } },
            { title: 'sensor', unit: 'V', format: { digits: 5 } },
            { title: 'off the fit', unit: 'uA', format: { digits: 3 } },
            { title: 'samples' },
          ],
          rows: readings.map((one) => [
            1000 * one.amperes,
            one.volts,
            1000 * one.shuntVolts,
            one.busVolts,
            1e6 * (fit.amperesPerVolt * one.shuntVolts + fit.amperes - one.amperes),
            one.samples,
          ]),
        },
      },
    ],
  };
}
