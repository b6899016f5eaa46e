import { expect, test } from 'vitest';
import { reportPage } from './report-page.ts';

test('a page has the texts and tables of a report, with units and provenance', () => {
  const page = reportPage(
    {
      title: 'Report',
      summary: ['One.', 'Two.'],
      sections: [
        {
          title: 'Energies',
          text: 'Of everything.',
          table: {
            columns: [
              { title: 'Arm' },
              { title: 'Energy', unit: 'J', provenance: 'modelled', format: { digits: 1 } },
            ],
            rows: [
              ['a', 12.34],
              ['b', null],
            ],
          },
        },
        { title: 'Plot alone' },
      ],
    },
    'make it',
  );
  expect(page.split('\n')).toEqual([
    '# Report',
    '',
    'Written by `make it` from one run. What is modelled and what was measured is said of each column; seconds are those of one machine.',
    '',
    '- One.',
    '- Two.',
    '',
    '## Energies',
    '',
    'Of everything.',
    '',
    '| Arm | Energy [J], modelled |',
    '| --- | -------------------- |',
    '| a   | 12.3                 |',
    '| b   | –                    |',
    '',
  ]);
});
