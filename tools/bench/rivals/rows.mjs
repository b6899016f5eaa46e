// What is compared, and how far from the rival it may be. A row is data: add one here.

/**
 * @typedef {object} Subject
 * @property {'tfjs' | 'onnxruntime' | 'pytorch'} worker
 * @property {string} mode For `tfjs` the backend, for `pytorch` how it runs.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} net `resnet<depth>` or `mobilenetv2`, on images of 3 x 32 x 32.
 * @property {'train' | 'run'} pass
 * @property {number} batch
 * @property {'float32' | 'bfloat16'} dtype
 * @property {string} backend Ours.
 * @property {readonly Subject[]} rivals The fastest of them counts.
 * @property {number} target Ratio of medians, ours over the fastest rival's.
 */

/** @type {readonly Subject[]} */
const pytorch = ['eager', 'channels-last', 'compiled', 'compiled channels-last'].map((mode) => ({
  worker: 'pytorch',
  mode,
}));
/** Without the modes that take seconds a step in bfloat16 on a CPU without AMX. */
const pytorchBf16 = pytorch.filter(({ mode }) => mode.includes('channels-last'));
/** @type {readonly Subject[]} */
const onnxruntime = [{ worker: 'onnxruntime', mode: 'float32' }];

const training = { pass: 'train', batch: 128, dtype: 'float32', backend: 'tfjs-native' };
const inference = { pass: 'run', batch: 64, dtype: 'float32', backend: 'tfjs-native' };

/** @type {readonly Row[]} */
export const rows = /** @type {Row[]} */ ([
  {
    ...training,
    name: 'ResNet-20 training step',
    net: 'resnet20',
    rivals: pytorch,
    target: 1,
  },
  {
    ...training,
    name: 'ResNet-20 training step, bfloat16',
    net: 'resnet20',
    dtype: 'bfloat16',
    backend: 'tfjs-native-bf16',
    rivals: pytorchBf16,
    target: 1.3,
  },
  {
    ...training,
    name: 'ResNet-74 training step',
    net: 'resnet74',
    rivals: pytorch,
    target: 1,
  },
  {
    ...training,
    name: 'MobileNetV2 training step',
    net: 'mobilenetv2',
    rivals: pytorch,
    target: 1,
  },
  {
    ...training,
    name: 'ResNet-20 training step, wasm',
    net: 'resnet20',
    backend: 'tfjs-wasm',
    rivals: pytorch,
    target: 8,
  },
  {
    ...inference,
    name: 'ResNet-20 inference',
    net: 'resnet20',
    rivals: onnxruntime,
    target: 1.3,
  },
  {
    ...inference,
    name: 'MobileNetV2 inference',
    net: 'mobilenetv2',
    rivals: onnxruntime,
    target: 1.3,
  },
]);
