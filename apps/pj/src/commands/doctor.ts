import type { Report } from '@picojoule/spec';
import { defineCommand } from '../command.ts';
import { cacheDirectory } from '../config/cache-directory.ts';
import { checks } from '../doctor/checks.ts';

export const doctor = defineCommand({
  example: 'pj doctor',
  args: {},
  async run(_, { print }) {
    const results = [];
    for (const { part, look } of checks)
      results.push({ part, ...(await look({ cache: cacheDirectory(), env: process.env })) });
    const runs = results.some(({ runsNetworks }) => runsNetworks === true);
    const warnings = results.filter(({ ok }) => !ok).length;
    print({
      title: 'What this machine can run',
      summary: [
        runs ? 'Networks can be trained, pruned and priced here.' : 'No backend runs here.',
        warnings === 0 ? 'Nothing to do.' : `${warnings} of ${results.length} lines need a look.`,
      ],
      sections: [
        {
          title: 'Parts',
          table: {
            columns: [{ title: 'part' }, { title: 'state' }, { title: 'found' }, { title: 'next' }],
            rows: results.map(({ part, ok, found, next }) => [
              part,
              ok ? 'ok' : 'warn',
              found,
              next ?? '',
            ]),
          },
        },
      ],
    } satisfies Report);
    return runs ? 0 : 1;
  },
});
