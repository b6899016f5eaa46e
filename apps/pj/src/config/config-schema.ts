import { isPlugin, type PluginKind } from '@picojoule/spec';
import * as v from 'valibot';

// Descriptions complete "it takes ...".
const plugin = (kind: PluginKind) =>
  v.pipe(
    v.custom(
      (value) => isPlugin(value, kind),
      (issue) => expectedPlugin(kind, issue),
    ),
    v.description(`a plugin of kind "${kind}"`),
  );
const plugins = (kind: PluginKind) =>
  v.pipe(v.array(plugin(kind)), v.description(`a list of plugins of kind "${kind}"`));
const text = v.pipe(v.string(), v.nonEmpty(), v.description('a text'));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0), v.description('a number above 0'));
const notNegative = v.pipe(
  v.number(),
  v.finite(),
  v.minValue(0),
  v.description('a number from 0 on'),
);
const wholeFrom = (least: number) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(least),
    v.description(`a whole number from ${least} on`),
  );
const MOST_SEED = 0xffff_ffff;

/** As deep as `verify` of @picojoule/graph takes for granted; the rest it checks better. */
const graph = v.looseObject({
  name: v.string(),
  inputs: v.array(v.looseObject({ name: v.string(), shape: v.array(v.unknown()) })),
  outputs: v.array(v.string()),
  nodes: v.array(
    v.looseObject({
      name: v.string(),
      op: v.string(),
      inputs: v.array(v.string()),
      outputs: v.array(v.string()),
      attributes: v.looseObject({}),
    }),
  ),
  parameters: v.record(v.string(), v.looseObject({ shape: v.array(v.number()) })),
  masks: v.record(v.string(), v.instance(Uint8Array)),
  blocks: v.array(
    v.looseObject({ name: v.string(), branch: v.array(v.string()), merge: v.string() }),
  ),
});

/** The form of `Config` of @picojoule/spec; types alone do not hold for a file that nobody compiled. */
export const configSchema = v.strictObject({
  name: v.optional(text),
  seed: v.optional(
    v.pipe(wholeFrom(0), v.maxValue(MOST_SEED), v.description(`a whole number to ${MOST_SEED}`)),
  ),
  model: v.pipe(
    v.lazy((value) => (typeof value === 'object' && value !== null ? graph : text)),
    v.description('the path of a model, or a graph from @picojoule/nets'),
  ),
  data: v.optional(plugin('dataset')),
  backend: v.optional(plugin('backend')),
  energy: v.optional(plugins('energy')),
  train: v.optional(
    v.strictObject({
      savers: plugins('saver'),
      baseline: v.optional(v.pipe(v.boolean(), v.description('true or false'))),
      epochs: positive,
      batchSize: v.optional(wholeFrom(1)),
      learningRate: v.optional(positive),
      momentum: v.optional(notNegative),
      weightDecay: v.optional(notNegative),
    }),
  ),
  prune: v.optional(
    v.strictObject({
      strategies: plugins('pruning'),
      bound: notNegative,
      fineTuneSteps: v.optional(wholeFrom(0)),
      fineTuneRounds: v.optional(wholeFrom(1)),
      fineTuneLearningRate: v.optional(positive),
    }),
  ),
  meter: v.optional(plugin('meter')),
  board: v.optional(plugin('transport')),
});

function expectedPlugin(kind: PluginKind, { input, received }: v.CustomIssue): string {
  const wanted = `here stands a plugin of kind "${kind}"`;
  if (isPlugin(input)) return `${wanted}, not "${input.name}", which is of kind "${input.kind}"`;
  if (typeof input === 'function') return `${wanted}, made by a call: add "()" with its options`;
  return `${wanted}, not ${received}`;
}
