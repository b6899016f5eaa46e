import type { EnergyModel, Report } from '@picojoule/spec';
import { type CommandCall, optionValue } from '../errors.ts';
import { nearest } from '../terminal/nearest.ts';
import { modelFor } from './model-for.ts';
import type { NetworkSource } from './network.ts';
import { type PriceNumber, type PriceSettings, priceNumber } from './price-settings.ts';
import { sweepReport } from './sweep-report.ts';

/** A setting and the values that it takes, one after another. */
export interface Sweep {
  readonly setting: 'batch' | 'bits' | 'density';
  readonly values: readonly number[];
}

const SETTINGS = ['batch', 'bits', 'density'] as const satisfies readonly PriceNumber[];
const MOST_POINTS = 256;
const EXPECTED = 'a setting and its values, such as bits=2..16, batch=1,4,16 or density=0.25,0.5,1';

/** Reads `bits=2..16` (whole numbers from, to) or `batch=1,4,16`. */
export function parseSweep(text: string, call: CommandCall): Sweep {
  const parts = /^([a-z]+)=(.+)$/.exec(text);
  if (parts === null) throw optionValue('--sweep', text, EXPECTED, call);
  const setting = SETTINGS.find((one) => one === parts[1]);
  if (setting === undefined) {
    const close = nearest(parts[1]!, SETTINGS);
    const hint = close === undefined ? '' : ` ("${close}"?)`;
    throw optionValue(
      '--sweep',
      text,
      `one of ${SETTINGS.join(', ')}${hint}, then = and values`,
      call,
    );
  }
  const number = (one: string) => priceNumber(setting, one, call, `--sweep ${setting}`)!;
  if (setting === 'density' && parts[2]!.includes('..'))
    throw optionValue(
      '--sweep',
      text,
      'values of density, as in density=0.1,0.2; ranges are of whole numbers',
      call,
    );
  const range = /^(\d+)\.\.(\d+)$/.exec(parts[2]!);
  if (range === null) {
    const values = parts[2]!.split(',').map(number);
    if (values.length <= MOST_POINTS) return { setting, values };
    throw optionValue('--sweep', `${setting}=...`, `at most ${MOST_POINTS} values`, call);
  }
  const [from, to] = [number(range[1]!), number(range[2]!)];
  if (from > to || to - from >= MOST_POINTS)
    throw optionValue('--sweep', text, `a range upwards of at most ${MOST_POINTS} values`, call);
  return { setting, values: Array.from({ length: to - from + 1 }, (_, i) => from + i) };
}

/** Prices a network for each value of a sweep, all else as the settings say. */
export function sweep(
  { setting, values }: Sweep,
  source: NetworkSource,
  settings: PriceSettings,
  model: EnergyModel,
): Report {
  const points = values.map((value) => {
    const network = source({ ...settings, [setting]: value }, setting);
    const { workloads } = network;
    return { value, network, estimate: modelFor(model, workloads).estimate(workloads) };
  });
  return sweepReport(setting, points);
}
