import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { BoardTransport } from './contracts/board-transport.ts';
import type { Dataset } from './contracts/dataset.ts';
import type { EnergyModel } from './contracts/energy-model.ts';
import type { ExecutionBackend } from './contracts/execution-backend.ts';
import type { ModelImporter } from './contracts/model-importer.ts';
import type { PowerMeter } from './contracts/power-meter.ts';
import type { PruningStrategy } from './contracts/pruning-strategy.ts';
import type { Reporter } from './contracts/reporter.ts';
import type { TrainingSaver } from './contracts/training-saver.ts';
import { PicojouleError } from './error.ts';
import type { Reference } from './provenance.ts';

/** What a plugin of each kind implements. Every plugin type derives from this map. */
export interface PluginKinds {
  energy: EnergyModel;
  pruning: PruningStrategy;
  saver: TrainingSaver;
  backend: ExecutionBackend;
  dataset: Dataset;
  importer: ModelImporter;
  reporter: Reporter;
  meter: PowerMeter;
  transport: BoardTransport;
}

export type PluginKind = keyof PluginKinds;

/** The version of the contracts; a plugin made for another one is refused with a reason. */
export const API_VERSION = 1;

/** Marks plugin values across copies of this package. */
export const PLUGIN: unique symbol = Symbol.for('picojoule.plugin') as never;

export interface PluginIdentity<Kind extends PluginKind = PluginKind> {
  readonly [PLUGIN]: true;
  readonly apiVersion: number;
  readonly kind: Kind;
  readonly name: string;
  /** As validated, defaults filled in; written to the run's record. */
  readonly options: unknown;
}

/** A plugin: its contract's methods and its identity, as a plain value. */
export type Plugin<
  Kind extends PluginKind = PluginKind,
  Implementation extends PluginKinds[Kind] = PluginKinds[Kind],
> = Implementation & PluginIdentity<Kind>;

export interface PluginDefinition<
  Kind extends PluginKind,
  Schema extends StandardSchemaV1,
  Implementation extends PluginKinds[Kind],
> {
  readonly kind: Kind;
  /** Kebab-case; what the command line and reports call it. */
  readonly name: string;
  /** One line. */
  readonly summary: string;
  readonly references?: readonly Reference[];
  /** Any Standard Schema (valibot, zod, arktype ...); validated synchronously. */
  readonly options: Schema;
  create(options: StandardSchemaV1.InferOutput<Schema>): Implementation;
}

/** The argument is optional exactly when the schema accepts `{}`. */
type OptionsArgument<Input> =
  Record<never, never> extends Input ? [options?: Input] : [options: Input];

/** Makes a plugin from its options. */
export interface PluginFactory<
  Kind extends PluginKind = PluginKind,
  Schema extends StandardSchemaV1 = StandardSchemaV1,
  Implementation extends PluginKinds[Kind] = PluginKinds[Kind],
> {
  (...options: OptionsArgument<StandardSchemaV1.InferInput<Schema>>): Plugin<Kind, Implementation>;
  readonly definition: PluginDefinition<Kind, Schema, Implementation>;
}

/**
 * Defines a plugin.
 *
 * @example
 * export const free = definePlugin({
 *   kind: 'energy', name: 'free', summary: 'Everything costs nothing.', options: v.strictObject({}),
 *   create: () => ({ unit: 'J', estimate: () => ... }),
 * });
 *
 * @throws PicojouleError `PLUGIN_OPTIONS` from the factory, when the options do not fit the schema.
 */
export function definePlugin<
  const Kind extends PluginKind,
  Schema extends StandardSchemaV1,
  Implementation extends PluginKinds[Kind],
>(
  definition: PluginDefinition<Kind, Schema, Implementation>,
): PluginFactory<Kind, Schema, Implementation> {
  const factory = (input: unknown = {}): Plugin<Kind, Implementation> => {
    const options = validate(definition, input);
    const identity: PluginIdentity<Kind> = {
      [PLUGIN]: true,
      apiVersion: API_VERSION,
      kind: definition.kind,
      name: definition.name,
      options,
    };
    return Object.assign(definition.create(options), identity);
  };
  return Object.assign(factory, { definition }) as PluginFactory<Kind, Schema, Implementation>;
}

function validate<Schema extends StandardSchemaV1>(
  { name, options: schema }: { readonly name: string; readonly options: Schema },
  input: unknown,
): StandardSchemaV1.InferOutput<Schema> {
  const result = schema['~standard'].validate(input);
  if (result instanceof Promise) {
    throw new PicojouleError({
      code: 'PLUGIN_SCHEMA',
      message: `The options of "${name}" are validated asynchronously.`,
      next: 'Use a schema whose checks are synchronous.',
    });
  }
  if (result.issues === undefined) return result.value;
  const problems = result.issues.map(({ message, path = [] }) => {
    const keys = path.map((part) => String(typeof part === 'object' ? part.key : part));
    return keys.length > 0 ? `${keys.join('.')}: ${message}` : message;
  });
  throw new PicojouleError({
    code: 'PLUGIN_OPTIONS',
    message: `The options of "${name}" are wrong: ${problems.join('; ')}.`,
    next: `Correct them; the page of "${name}" under docs/plugins lists them all.`,
  });
}

/** True for a plugin value, of a given kind if one is named, whichever copy of this package made it. */
export function isPlugin<Kind extends PluginKind = PluginKind>(
  value: unknown,
  kind?: Kind,
): value is Plugin<Kind> {
  if (typeof value !== 'object' || value === null || !(PLUGIN in value)) return false;
  return kind === undefined || (value as PluginIdentity).kind === kind;
}

/** True for what `definePlugin` returns. */
export function isPluginFactory(value: unknown): value is PluginFactory {
  return typeof value === 'function' && 'definition' in value;
}
