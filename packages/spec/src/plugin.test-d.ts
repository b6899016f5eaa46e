import type { StandardSchemaV1 } from '@standard-schema/spec';
import { expectTypeOf } from 'vitest';
import {
  definePlugin,
  type EnergyModel,
  isPlugin,
  type Plugin,
  type PluginKind,
  type PluginKinds,
  type TrainingSaver,
} from './index.ts';

// A schema as valibot, zod and arktype make them: what goes in, what comes out.
declare function schema<Input, Output = Input>(): StandardSchemaV1<Input, Output>;
declare const saver: TrainingSaver<null>;

// Options are inferred from the schema: input for the caller, output for `create`.
const optional = definePlugin({
  kind: 'saver',
  name: 'optional',
  summary: 'All options have defaults.',
  options: schema<{ share?: number; mode?: 'a' | 'b' }, { share: number; mode: 'a' | 'b' }>(),
  create: (options) => {
    expectTypeOf(options).toEqualTypeOf<{ share: number; mode: 'a' | 'b' }>();
    return saver;
  },
});
const required = definePlugin({
  kind: 'saver',
  name: 'required',
  summary: 'One option has no default.',
  options: schema<{ path: string; share?: number }>(),
  create: () => saver,
});
const none = definePlugin({
  kind: 'saver',
  name: 'none',
  summary: 'No options.',
  options: schema<Record<never, never>>(),
  create: () => saver,
});

expectTypeOf(optional).toBeCallableWith({ share: 0.5, mode: 'b' });
// @ts-expect-error a wrong type
optional({ share: '0.5' });
// @ts-expect-error a wrong choice
optional({ mode: 'c' });
// @ts-expect-error an unknown option
optional({ shares: 0.5 });

// The argument is optional exactly when the schema accepts {}.
optional();
optional({});
none();
required({ path: 'x' });
// @ts-expect-error the argument is missing
required();
// @ts-expect-error an option without a default is missing
required({});
// @ts-expect-error an option without a default is missing
required({ share: 0.5 });

// A plugin is its implementation and its identity; its kind and its own type are kept.
expectTypeOf(optional()).toEqualTypeOf<Plugin<'saver', TrainingSaver<null>>>();
expectTypeOf(optional().kind).toEqualTypeOf<'saver'>();
expectTypeOf(optional).toExtend<(...options: never[]) => Plugin<'saver'>>();
const model = definePlugin({
  kind: 'energy',
  name: 'model',
  summary: 'Joules.',
  options: schema<Record<never, never>>(),
  create: (): EnergyModel<'J'> => null as never,
});
expectTypeOf(model().estimate([]).unit).toEqualTypeOf<'J'>();

definePlugin({
  kind: 'energy',
  name: 'wrong',
  summary: 'An energy model that is a saver.',
  options: schema<Record<never, never>>(),
  // @ts-expect-error what it creates is no energy model
  create: () => saver,
});
definePlugin({
  // @ts-expect-error there is no such kind
  kind: 'enrgy',
  name: 'wrong',
  summary: 'A kind that does not exist.',
  options: schema<Record<never, never>>(),
  create: () => saver,
});

// All plugin types derive from one map.
expectTypeOf<PluginKind>().toEqualTypeOf<keyof PluginKinds>();
expectTypeOf<Plugin<'dataset'>>().toExtend<PluginKinds['dataset']>();

declare const unknownValue: unknown;
if (isPlugin(unknownValue, 'meter')) {
  expectTypeOf(unknownValue).toEqualTypeOf<Plugin<'meter'>>();
}
