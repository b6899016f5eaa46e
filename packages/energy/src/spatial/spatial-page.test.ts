import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { byLevel } from '../break-down.ts';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { alexNet } from '../published/alexnet.ts';
import { type Architecture, architectureSchema } from './architecture.ts';
import { PRESETS } from './presets/presets.ts';
import { spatial } from './spatial.ts';

const page = fileURLToPath(new URL('../../../../docs/method/spatial.md', import.meta.url));
const LEVELS = ['DRAM', 'buffer', 'array', 'RF', 'ALU'] as const;

/** Without zeros, to compare accesses alone. */
const dense = (architecture: Architecture): Architecture => ({ ...architecture, sparsity: {} });
const pairs = [
  ['isca16', eyeriss({ chip: 'isca16', skipZeros: false }), dense(PRESETS['eyeriss-isca16'])],
  ['jssc17', eyeriss({ chip: 'jssc17', skipZeros: false }), dense(PRESETS['eyeriss-jssc17'])],
] as const;

function table(): string {
  const rows = pairs.flatMap(([chip, reference, architecture]) => {
    const ours = spatial({ architecture });
    return alexNet(16).map((layer) => {
      const [theirs, own] = [byLevel(reference.estimate([layer])), byLevel(ours.estimate([layer]))];
      const cells = LEVELS.map((level) => {
        const [a, b] = [own.get(level)!, theirs.get(level)!];
        const difference = (a / b - 1) * 100;
        return `${(a / 1e9).toFixed(3)} (${difference < 0 ? '-' : '+'}${Math.abs(difference).toFixed(0)} %)`;
      });
      return [chip, layer.layer, ...cells];
    });
  });
  const all = [['chip', 'layer', ...LEVELS], ...rows];
  const widths = all[0]!.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  const line = (row: readonly string[], fill = ' ') =>
    `| ${row.map((text, i) => text.padEnd(widths[i]!, fill)).join(' | ')} |`;
  const rule = line(
    widths.map(() => ''),
    '-',
  );
  return [line(all[0]!), rule, ...rows.map((row) => line(row))].join('\n');
}

test('docs/method/spatial.md compares the two models of Eyeriss as the code does (vitest -u writes it)', async () => {
  const [begin, end] = ['<!-- generated: eyeriss-twice -->', '<!-- end -->'];
  const text = await readFile(page, 'utf8');
  const [before, rest] = text.split(begin) as [string, string];
  const after = rest.slice(rest.indexOf(end));
  await expect(`${before}${begin}\n${table()}\n${after}`).toMatchFileSnapshot(page);
});

test.each(Object.entries(PRESETS))('the preset %s is an architecture', (name, architecture) => {
  expect(v.parse(architectureSchema, architecture).name).toBe(name);
});
