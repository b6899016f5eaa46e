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

function eyerissTwice(): string {
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
  return tableOf([['chip', 'layer', ...LEVELS], ...rows]);
}

function passingOn(): string {
  const { array, ...rest } = PRESETS['shidiannao-like'];
  const variants: [string, Partial<NonNullable<Architecture['array']>>][] = [
    ['preset', {}],
    ['shared within a step alone', { passesOn: false, sharesHalo: true }],
    ['not shared', { passesOn: false }],
  ];
  const rows = variants.map(([name, change]) => {
    const model = spatial({ architecture: { ...rest, array: { ...array!, ...change } } });
    const layers = alexNet(16).filter(({ kind }) => kind === 'conv');
    const estimate = model.estimate(layers);
    const reads = layers
      .flatMap((layer) => model.explain(layer)!.accesses)
      .filter(({ dataType, level, per }) =>
        `${dataType} ${level} ${per}`.startsWith('ifmap buffer read'),
      )
      .reduce((sum, { count }) => sum + count, 0);
    const macs = layers.reduce((sum, layer) => sum + layer.macs, 0);
    const billions = (energy: number) => (energy / 1e9).toFixed(1);
    const buffer = byLevel(estimate).get('buffer')!;
    return [name, (reads / macs).toFixed(3), billions(buffer), billions(estimate.total)];
  });
  return tableOf([['array', 'ifmap reads of the buffer per MAC', 'buffer', 'CONV1 to 5'], ...rows]);
}

function tableOf(all: readonly (readonly string[])[]): string {
  const widths = all[0]!.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  const line = (row: readonly string[], fill = ' ') =>
    `| ${row.map((text, i) => text.padEnd(widths[i]!, fill)).join(' | ')} |`;
  const rule = line(
    widths.map(() => ''),
    '-',
  );
  return [line(all[0]!), rule, ...all.slice(1).map((row) => line(row))].join('\n');
}

test('docs/method/spatial.md has the tables that the code makes (vitest -u writes them)', async () => {
  const end = '<!-- end -->';
  let text = await readFile(page, 'utf8');
  for (const [name, table] of [
    ['passing-on', passingOn()],
    ['eyeriss-twice', eyerissTwice()],
  ]) {
    const begin = `<!-- generated: ${name} -->`;
    const [before, rest] = text.split(begin) as [string, string];
    text = `${before}${begin}\n${table}\n${rest.slice(rest.indexOf(end))}`;
  }
  await expect(text).toMatchFileSnapshot(page);
});

test.each(Object.entries(PRESETS))('the preset %s is an architecture', (name, architecture) => {
  expect(v.parse(architectureSchema, architecture).name).toBe(name);
});
