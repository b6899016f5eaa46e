import type { StandardSchemaV1 } from '@standard-schema/spec';
import { expect, test } from 'vitest';
import {
  API_VERSION,
  definePlugin,
  isPlugin,
  isPluginFactory,
  PLUGIN,
  type TrainingSaver,
} from './index.ts';

type Validate = StandardSchemaV1<{ share?: number }, { share: number }>['~standard']['validate'];

/** A Standard Schema written by hand, as small as one can be. */
const schema = (validate: Validate): StandardSchemaV1<{ share?: number }, { share: number }> => ({
  '~standard': { version: 1, vendor: 'test', validate },
});
const checked = schema((value) => {
  const { share = 0.5 } = value as { share?: number };
  return typeof share === 'number'
    ? { value: { share } }
    : { issues: [{ message: 'not a number', path: ['share'] }, { message: 'no' }] };
});

const saver: TrainingSaver<number> = {
  initial: () => 0,
  plan: (_, state) => ({ plan: {}, state }),
};
const define = (options: typeof checked) =>
  definePlugin({
    kind: 'saver',
    name: 'half',
    summary: 'For tests.',
    options,
    create: ({ share }) => ({ ...saver, initial: () => share }),
  });

test('a plugin carries its implementation, its identity and its validated options', () => {
  const plugin = define(checked)({ share: 0.25 });
  expect(plugin.initial()).toBe(0.25);
  expect(plugin).toMatchObject({
    kind: 'saver',
    name: 'half',
    apiVersion: API_VERSION,
    options: { share: 0.25 },
  });
  expect(plugin[PLUGIN]).toBe(true);
  expect(define(checked)().options).toEqual({ share: 0.5 });
});

test('each call makes a plugin of its own', () => {
  const half = define(checked);
  const [a, b] = [half({ share: 0.1 }), half({ share: 0.2 })];
  expect([a.initial(), b.initial()]).toEqual([0.1, 0.2]);
});

test('wrong options are all named, with their places', () => {
  const wrong = () => define(checked)({ share: 'all' as unknown as number });
  expect(wrong).toThrow(
    expect.objectContaining({
      code: 'PLUGIN_OPTIONS',
      message: 'The options of "half" are wrong: share: not a number; no.',
      next: expect.stringContaining('half'),
    }),
  );
});

test('places inside nested options are named with dots', () => {
  const nested = schema(() => ({
    issues: [{ message: 'too large', path: [{ key: 'layers' }, 2, 'bits'] }],
  }));
  expect(() => define(nested)()).toThrow('layers.2.bits: too large');
});

test('a schema that answers later is refused', () => {
  const later = schema(async () => ({ value: { share: 1 } }));
  expect(() => define(later)()).toThrow(expect.objectContaining({ code: 'PLUGIN_SCHEMA' }));
});

test('plugins and factories are recognised, whichever copy of this package made them', () => {
  const half = define(checked);
  const plugin = half();
  expect(isPlugin(plugin)).toBe(true);
  expect(isPlugin(plugin, 'saver')).toBe(true);
  expect(isPlugin(plugin, 'energy')).toBe(false);
  for (const other of [undefined, null, 'half', {}, saver, half])
    expect(isPlugin(other)).toBe(false);
  const foreign = { ...saver, kind: 'saver', [Symbol.for('picojoule.plugin')]: true };
  expect(isPlugin(foreign, 'saver')).toBe(true);
  expect(isPluginFactory(half)).toBe(true);
  expect(half.definition.name).toBe('half');
  for (const other of [undefined, {}, () => plugin, plugin]) {
    expect(isPluginFactory(other)).toBe(false);
  }
});
