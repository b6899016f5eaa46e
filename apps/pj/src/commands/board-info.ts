import { boardArguments, portArgs } from '../board/board-arguments.ts';
import { openBoard } from '../board/open-board.ts';
import { defineCommand } from '../command.ts';

const example = 'pj board info --port /dev/ttyUSB1';

export const boardInfo = defineCommand({
  example,
  args: portArgs,
  async run(args, { print }) {
    const board = boardArguments(args, { command: 'board info', example });
    const { link } = await openBoard(board);
    try {
      const { identity } = link;
      const trips = [];
      for (let i = 0; i < 10; i++) trips.push(await link.ping());
      const shortest = Math.min(...trips.map((trip) => trip.hostReceived - trip.hostSent));
      const kind = identity.simulated ? 'a simulated board' : 'a board';
      print({
        title: `${identity.board} on ${board.port}`,
        summary: [`This is ${kind}.`],
        sections: [
          {
            title: 'Board',
            table: {
              columns: [{ title: 'property' }, { title: 'value' }],
              rows: [
                ['board', identity.board],
                ['bitstream', /^0+$/.test(identity.bitstream) ? 'none' : identity.bitstream],
                ['clock, MHz', identity.clock / 1e6],
                ['8-bit products per cycle', identity.macsPerCycle],
                ['tensor memory, bytes', identity.memory],
                ['shortest round trip of 10, ms', Number(shortest.toFixed(3))],
              ],
            },
          },
        ],
      });
    } finally {
      await link.close();
    }
    return 0;
  },
});
