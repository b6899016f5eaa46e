import { systemClock } from '@picojoule/board';
import { selfTest } from '@picojoule/link';
import { boardArguments, faultArgs, portArgs, timeArgs, timeOf } from '../board/board-arguments.ts';
import { openBoard } from '../board/open-board.ts';
import { defineCommand } from '../command.ts';
import { byteSize } from '../terminal/byte-size.ts';

const example = 'pj board selftest --port /dev/ttyUSB1 --size 10MB';
const call = { command: 'board selftest', example };
const MOST = 1e9;

export const boardSelfTest = defineCommand({
  example,
  args: {
    ...portArgs,
    size: {
      type: 'string',
      valueHint: 'bytes',
      default: '1MB',
      description: 'How much to send, such as 64kB or 256MB',
    },
    ...timeArgs,
    ...faultArgs,
  },
  async run(args, { progress, print }) {
    const size = byteSize('--size', args.size, MOST, call);
    const board = boardArguments(args, call);
    const { link } = await openBoard(board, timeOf(args.fast));
    try {
      const result = await selfTest(link, size, systemClock.now, (done) =>
        progress.update('Testing the link', done, size, 'bytes'),
      );
      const { bytes, wrong, refused, repeated, bitErrorRate, bytesPerSecond } = result;
      const sure = link.identity.simulated ? ', simulated' : '';
      print({
        title: `The link to ${link.identity.board} on ${board.port}${sure}`,
        summary: [
          wrong === 0
            ? `All ${bytes} bytes went to the board and came back as they were.`
            : `${wrong} of ${bytes} bytes came back changed or out of order.`,
        ],
        sections: [
          {
            title: 'Measurement',
            table: {
              columns: [{ title: 'quantity' }, { title: 'value' }],
              rows: [
                ['bytes each way', bytes],
                ['bytes wrong', wrong],
                ['frames refused by this side', refused],
                ['frames sent again by this side', repeated],
                ['bit error rate of the wire', rateOf(bitErrorRate, bytes)],
                ['kB/s each way', Number((bytesPerSecond / 1000).toPrecision(3))],
              ],
            },
          },
        ],
      });
      return wrong === 0 ? 0 : 1;
    } finally {
      await link.close();
    }
  },
});

/** None in n bits: with 95 % there is less than one in n / 3 (the "rule of three"). */
const rateOf = (bitErrorRate: number, bytes: number) =>
  bitErrorRate === 0
    ? `0 seen; below ${(3 / (8 * bytes)).toExponential(1)} with 95 %`
    : bitErrorRate.toExponential(1);
