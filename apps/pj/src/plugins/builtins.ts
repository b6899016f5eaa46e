import type { PluginKind } from '@picojoule/spec';

/** Loads a plugin factory. */
type Load = () => Promise<unknown>;

/** The plugins that come with `pj`, by kind and name. A package is loaded when one of its is named. */
export const builtins: Readonly<Record<PluginKind, Readonly<Record<string, Load>>>> = {
  energy: {
    eyeriss: async () => (await import('@picojoule/energy')).eyeriss,
    'eyeriss-tool': async () => (await import('@picojoule/energy')).eyerissTool,
    'eyeriss-joules': async () => (await import('@picojoule/energy')).eyerissJoules,
    macs: async () => (await import('@picojoule/energy')).macs,
    parameters: async () => (await import('@picojoule/energy')).parameters,
    spatial: async () => (await import('@picojoule/energy')).spatial,
  },
  pruning: {
    'energy-aware': async () => (await import('@picojoule/prune')).energyAware,
    magnitude: async () => (await import('@picojoule/prune')).magnitude,
  },
  saver: {
    'fixed-point': async () => (await import('@picojoule/train')).fixedPoint,
    psg: async () => (await import('@picojoule/train')).psg,
    'random-skip': async () => (await import('@picojoule/train')).randomSkip,
    'sign-sgd': async () => (await import('@picojoule/train')).signSgd,
    slu: async () => (await import('@picojoule/train')).slu,
    smd: async () => (await import('@picojoule/train')).smd,
    standard: async () => (await import('@picojoule/train')).standard,
    'stochastic-depth': async () => (await import('@picojoule/train')).stochasticDepth,
    swa: async () => (await import('@picojoule/train')).swa,
  },
  backend: {
    board: async () => (await import('@picojoule/board')).board,
    'tfjs-native': async () => (await import('@picojoule/tfjs')).tfjsNative,
    'tfjs-native-bf16': async () => (await import('@picojoule/tfjs')).tfjsNativeBf16,
    'tfjs-wasm': async () => (await import('@picojoule/tfjs')).tfjsWasm,
  },
  dataset: {
    mnist: async () => (await import('@picojoule/data')).mnist,
    'fashion-mnist': async () => (await import('@picojoule/data')).fashionMnist,
    cifar10: async () => (await import('@picojoule/data')).cifar10,
    cifar100: async () => (await import('@picojoule/data')).cifar100,
  },
  importer: {
    onnx: async () => (await import('@picojoule/onnx')).onnx,
  },
  reporter: {
    table: async () => (await import('@picojoule/lab')).table,
    json: async () => (await import('@picojoule/lab')).json,
    csv: async () => (await import('@picojoule/lab')).csv,
    html: async () => (await import('@picojoule/lab')).html,
  },
  meter: {
    'board-power': async () => (await import('@picojoule/board')).boardPower,
  },
  transport: {
    golden: async () => (await import('@picojoule/board')).golden,
    serial: async () => (await import('@picojoule/serial')).serial,
  },
};
