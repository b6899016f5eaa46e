import type { PluginKind } from '@picojoule/spec';

/** Loads a plugin factory. */
type Load = () => Promise<unknown>;

/** The plugins that come with `pj`, by kind and name. A package is loaded when one of its is named. */
export const builtins: Readonly<Record<PluginKind, Readonly<Record<string, Load>>>> = {
  energy: {},
  pruning: {},
  saver: {},
  backend: {},
  dataset: {
    mnist: async () => (await import('@picojoule/data')).mnist,
    'fashion-mnist': async () => (await import('@picojoule/data')).fashionMnist,
  },
  importer: {},
  reporter: {},
  meter: {},
  transport: {},
};
