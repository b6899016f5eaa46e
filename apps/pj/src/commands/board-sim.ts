import { createInterface } from 'node:readline';
import { serveGolden } from '@picojoule/board';
import { faultArgs, faultsOf } from '../board/board-arguments.ts';
import { connectLoads } from '../board/connect-loads.ts';
import { runVerilated } from '../board/run-verilated.ts';
import { defineCommand } from '../command.ts';

const example = 'pj board sim';

export const boardSim = defineCommand({
  example,
  args: {
    rtl: {
      type: 'boolean',
      description:
        'The verilated hardware instead of the golden device; needs a checkout and Verilator',
    },
    ulx3s: {
      type: 'boolean',
      description: "As on the ULX3S: 64 products a cycle, not the iCEBreaker's 16",
    },
    loads: {
      type: 'boolean',
      description:
        'Known loads in the board\'s place, to calibrate: each line of input is one in mA, or "board"',
    },
    ...faultArgs,
  },
  async run(args, { progress, write }) {
    const call = { command: 'board sim', example };
    const { seed, ...faults } = faultsOf(args, call);
    const loads = args.loads === true;
    if (args.rtl === true) {
      const configuration = args.ulx3s === true ? 'ecp5' : 'up5k';
      return runVerilated({ configuration, faults: { ...faults, seed }, loads }, progress);
    }
    const device = await serveGolden(faults, seed, args.ulx3s === true ? 'ulx3s' : 'icebreaker');
    // One line for programs, flushed before the board is used.
    write(`${JSON.stringify({ port: device.path, board: 'golden', simulated: true })}\n`);
    progress.line(`Simulating a board on ${device.path}; Ctrl-C ends it.`);
    const input = loads ? createInterface({ input: process.stdin }) : undefined;
    if (input !== undefined) void connectLoads(input, device, progress);
    await device.ended;
    input?.close();
    return 0;
  },
});
