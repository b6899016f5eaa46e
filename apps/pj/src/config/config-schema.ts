import { isPlugin, type PluginKind } from '@picojoule/spec';
import * as v from 'valibot';

const plugin = (kind: PluginKind) =>
  v.custom(
    (value) => isPlugin(value, kind),
    (issue) => expectedPlugin(kind, issue.input),
  );
const plugins = (kind: PluginKind) => v.array(plugin(kind), 'this must be a list of plugins');
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0));
const whole = v.pipe(v.number(), v.integer());
const count = v.pipe(whole, v.minValue(1));

const graph = v.custom(
  (value) => typeof value === 'object' && value !== null && 'nodes' in value && 'inputs' in value,
  'this must be the path of a model or a graph from @picojoule/nets',
);

/** The form of `Config` of @picojoule/spec; types alone do not hold for a file that nobody compiled. */
export const configSchema = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.nonEmpty())),
  seed: v.optional(v.pipe(whole, v.minValue(0), v.maxValue(0xffff_ffff))),
  model: v.union(
    [v.pipe(v.string(), v.nonEmpty()), graph],
    'this must be the path of a model or a graph from @picojoule/nets',
  ),
  data: v.optional(plugin('dataset')),
  backend: v.optional(plugin('backend')),
  energy: v.optional(plugins('energy')),
  train: v.optional(
    v.strictObject({
      savers: plugins('saver'),
      baseline: v.optional(v.boolean()),
      epochs: positive,
      batchSize: v.optional(count),
      learningRate: v.optional(positive),
      momentum: v.optional(notNegative),
      weightDecay: v.optional(notNegative),
    }),
  ),
  prune: v.optional(
    v.strictObject({
      strategies: plugins('pruning'),
      bound: notNegative,
      fineTuneSteps: v.optional(v.pipe(whole, v.minValue(0))),
      fineTuneRounds: v.optional(count),
      fineTuneLearningRate: v.optional(positive),
    }),
  ),
  meter: v.optional(plugin('meter')),
  board: v.optional(plugin('transport')),
});

function expectedPlugin(kind: PluginKind, input: unknown): string {
  const wanted = `here stands a plugin of kind "${kind}"`;
  if (isPlugin(input)) return `${wanted}, not "${input.name}", which is of kind "${input.kind}"`;
  if (typeof input === 'function') return `${wanted}, made by a call: add "()" with its options`;
  return wanted;
}
