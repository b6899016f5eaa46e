import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { reproductionTables } from './reproduction-tables.ts';

const page = fileURLToPath(new URL('../../../../docs/method/energy.md', import.meta.url));

test('docs/method/energy.md shows the tables that the code gives (vitest -u writes them)', async () => {
  let text = await readFile(page, 'utf8');
  for (const [name, table] of Object.entries(reproductionTables())) {
    const [begin, end] = [`<!-- generated: ${name} -->`, '<!-- end -->'];
    const start = text.indexOf(begin);
    expect(start, `${begin} in the page`).toBeGreaterThan(-1);
    const rest = text.slice(text.indexOf(end, start));
    text = `${text.slice(0, start)}${begin}\n${table}\n${rest}`;
  }
  await expect(text).toMatchFileSnapshot(page);
});
