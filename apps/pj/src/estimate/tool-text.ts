import { plainText } from '@picojoule/lab/plain-text';
import type { EnergyEstimate } from '@picojoule/spec';
import { toolFormatUnit } from './errors.ts';
import { passName } from './parts.ts';

/**
 * The online tool's text. Of a training step a last column names each row, as the tool's index alone
 * does not tell one pass of a layer from another.
 *
 * @throws PicojouleError `ESTIMATE_TOOL_UNIT` where the energies are not in MACs.
 */
export async function toolText(found: EnergyEstimate): Promise<string> {
  if (!inMacUnits(found)) throw toolFormatUnit(found.model, found.unit);
  const { formatBreakdown } = await import('@picojoule/energy');
  const text = formatBreakdown(found);
  if (found.layers.every(({ pass }) => pass === 'forward')) return text;
  const names = ['Layer', ...found.layers.map((layer) => field(passName(layer)))];
  const lines = text.trimEnd().split('\n');
  return `${lines.map((line, i) => `${line},${names[i]}`).join('\n')}\n`;
}

/** Which layers the rows are, where the index does not say it: it leaves out what is not priced. */
export function toolRows({ layers, unpriced }: EnergyEstimate): string[] {
  if (unpriced.length === 0 || layers.some(({ pass }) => pass !== 'forward')) return [];
  return [`Rows: ${layers.map(({ layer }, i) => `${i + 1} ${layer}`).join(', ')}.`];
}

const inMacUnits = (found: EnergyEstimate): found is EnergyEstimate<'MAC'> => found.unit === 'MAC';

/** A name as one field of the line. */
const field = (name: string): string => {
  const text = plainText(name);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
