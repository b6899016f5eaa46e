import { resolve } from 'node:path';
import { windowRules } from '@picojoule/board';
import { boardNet } from '@picojoule/nets';
import { readBench, sensorName } from '../board/bench-file.ts';
import { boardArguments, portArgs } from '../board/board-arguments.ts';
import { measuredAlready } from '../board/errors.ts';
import { GOLDEN } from '../board/golden-port.ts';
import { measureTraining } from '../board/measure-training.ts';
import { MEASUREMENT_FILE, type Measurement } from '../board/measurement.ts';
import { type OpenBoard, openBoard } from '../board/open-board.ts';
import { benchArgs, powerArguments } from '../board/power-arguments.ts';
import { defineCommand } from '../command.ts';
import { readModel } from '../model/read-model.ts';
import { showRun } from '../run/show-run.ts';
import { runTools } from '../run/tools.ts';
import { numberOption } from '../terminal/number-option.ts';

const example = 'pj measure --port /dev/ttyUSB1';
const call = { command: 'measure', example };
const BAUD = 3_000_000;
/** Seconds; phases below are never cut out of a trace. */
const SHORTEST = 0.05;

export const measure = defineCommand({
  example,
  args: {
    model: {
      type: 'positional',
      required: false,
      description: 'An ONNX file that the board can train; boardNet() by default',
    },
    ...portArgs,
    ...benchArgs,
    seconds: {
      type: 'string',
      valueHint: 'number',
      default: String(windowRules.seconds),
      description: `Length of a window, at least ${windowRules.seconds}; of a simulated board on a port ${SHORTEST}`,
    },
    folder: {
      type: 'string',
      valueHint: 'folder',
      description: 'Run folder, by default runs/measure-<network>',
    },
  },
  async run(args, invocation) {
    const { directory, progress } = invocation;
    const board = boardArguments(args, call);
    const windows = (least: number) =>
      numberOption('--seconds', args.seconds, { least, most: 3600 }, call);
    const seconds = windows(board.port === GOLDEN ? windowRules.seconds : SHORTEST);
    const power = powerArguments(args, board.port, call);
    const { sensor } = power;
    const graph =
      args.model === undefined
        ? boardNet({ seed: 1 })
        : (await readModel(args.model, directory, { progress })).graph;
    const folder = resolve(directory, args.folder ?? `runs/measure-${graph.name}`);
    // Programs repeat thousands of times, and need not be computed again each time.
    const options = { time: 'simulated', baud: BAUD, sensor, replay: true } as const;
    const opened = await openBoard(board, options);
    try {
      const { identity } = opened.link;
      // Verilated hardware takes a quarter of a minute for a second.
      if (!identity.simulated) windows(windowRules.seconds);
      const { calibration, ohms } = readBench(args.bench, directory, identity, power);
      // Where the board is plugged in is no part of it: a run goes on over another port.
      const settings = {
        network: graph.name,
        ...{ seconds, ohms },
        board: identity.board,
        sensor: sensorName(identity, sensor),
      };
      await inFolder(folder, settings, opened, () =>
        measureTraining(opened, graph, {
          ...{ bench: calibration, ohms, seconds, progress, sensor: settings.sensor },
          signal: invocation.listenForInterrupt(),
        }),
      );
    } finally {
      await opened.link.close();
    }
    await showRun(folder, invocation);
    return 0;
  },
});

/** Keeps what was measured in a run folder, which says whether it was simulated. */
async function inFolder(
  folder: string,
  settings: Readonly<Record<string, string | number>>,
  { link }: OpenBoard,
  work: () => Promise<Measurement>,
): Promise<void> {
  const { openRun } = await import('@picojoule/lab');
  const run = await openRun(folder, {
    ...runTools(),
    config: settings,
    seed: 1,
    provenance: [link.identity.simulated ? 'simulated' : 'measured'],
    clock: () => new Date(),
  });
  let done = false;
  try {
    if ((await run.readJson(MEASUREMENT_FILE)) !== undefined) {
      done = true;
      throw measuredAlready(folder);
    }
    const measurement = await work();
    await run.writeJson(MEASUREMENT_FILE, measurement as never);
    done = true;
  } finally {
    await run.close(done ? 'done' : 'interrupted');
  }
}
