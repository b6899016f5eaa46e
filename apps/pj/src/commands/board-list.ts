import { golden } from '@picojoule/board';
import { serial } from '@picojoule/serial';
import { PicojouleError } from '@picojoule/spec';
import { defineCommand } from '../command.ts';

export const boardList = defineCommand({
  example: 'pj board list',
  args: {},
  async run(_, { progress, print }) {
    const ports = [...(await golden().list())];
    let listed = true;
    try {
      ports.push(...(await serial().list()));
    } catch (error) {
      if (!(error instanceof PicojouleError)) throw error;
      listed = false;
      progress.line(`${error.message}\n${error.next}`);
    }
    const real = ports.length - 1;
    print({
      title: 'Ports where a board may be',
      summary: [
        listed
          ? `${real} serial port${real === 1 ? '' : 's'}.`
          : 'Serial ports could not be listed.',
      ],
      sections: [
        {
          title: 'Ports',
          table: {
            columns: [{ title: 'port' }, { title: 'what it is' }],
            rows: ports.map(({ path, description }) => [path, description]),
          },
        },
      ],
    });
    return listed ? 0 : 1;
  },
});
