import { defineCommand } from '../command.ts';
import { cacheDirectory } from '../config/cache-directory.ts';

export const setupNative = defineCommand({
  example: 'pj setup native',
  args: {},
  async run(_, { progress, print }) {
    const { setupNative: setUp } = await import('@picojoule/tfjs');
    const { way, detail, attempts } = await setUp({
      cacheDir: cacheDirectory(),
      report: (line) => progress.line(line),
    });
    print({
      title: 'Setting up the fast backend',
      summary: [detail],
      sections: [
        {
          title: 'Ways',
          table: {
            columns: [{ title: 'way' }, { title: 'outcome' }, { title: 'reason' }],
            rows: attempts.map(({ way, ok, reason }) => [way, ok ? 'works' : 'failed', reason]),
          },
        },
      ],
    });
    // Networks still run on wasm, but what was asked for did not happen.
    return way === 'wasm' ? 1 : 0;
  },
});
