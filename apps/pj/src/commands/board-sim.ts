import { serveGolden } from '@picojoule/board';
import { faultArgs, faultsOf } from '../board/board-arguments.ts';
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
    ...faultArgs,
  },
  async run(args, { progress, write }) {
    const { seed, ...faults } = faultsOf(args, { command: 'board sim', example });
    if (args.rtl === true) return runVerilated({ ...faults, seed }, progress);
    const device = await serveGolden(faults, seed);
    // One line for programs, flushed before the board is used.
    write(`${JSON.stringify({ port: device.path, board: 'golden', simulated: true })}\n`);
    progress.line(`Simulating a board on ${device.path}; Ctrl-C ends it.`);
    await device.ended;
    return 0;
  },
});
