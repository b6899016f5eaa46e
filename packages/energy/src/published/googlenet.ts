import type { Workload } from '@picojoule/spec';

/**
 * The inception modules: map size, channels, filters (1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool
 * projection), then per cent of zeros in the input, the pooled input and the six outputs. The zeros are
 * those that CNNergy measured on GoogLeNet (Manasi, Snigdha, Sapatnekar: NeuPart, TVLSI 2020; its file
 * GoogleNet_v1_Input_File.txt); CVPR 2017 prints none.
 */
const MODULES = `
3a 28 192  64  96 128  16  32  32 44.773 17.617 39.539 44.790 56.404 22.350 56.669 51.960
3b 28 256 128 128 192  32  96  64 51.666 19.323 79.524 55.038 87.695 42.644 89.092 83.240
4a 14 480 192  96 208  16  48  64 60.454 27.255 75.257 45.604 86.153 32.302 78.590 85.351
4b 14 512 160 112 224  24  64  64 81.258 52.507 45.415 41.921 58.684 31.260 65.885 64.691
4c 14 512 128 128 256  24  64  64 56.188 24.935 51.385 49.496 65.075 42.149 66.116 70.312
4d 14 512 112 144 288  32  64  64 62.436 34.701 70.145 61.335 79.598 43.616 81.679 86.487
4e 14 528 256 160 320  32 128 128 78.681 56.732 80.816 41.313 85.828 34.645 81.700 79.955
5a  7 832 256 160 320  32 128 128 63.326 33.007 60.979 40.529 73.172 36.527 75.541 70.020
5b  7 832 384 192 384  48 128 128 69.300 45.658 85.606 74.558 83.731 59.445 86.947 90.020
`;

interface Layer {
  readonly name: string;
  readonly size: number;
  readonly channels: number;
  readonly kernel: number;
  readonly filters: number;
  readonly stride?: number;
  /** Per cent of zeros. */
  readonly input: number;
  readonly output: number;
}

function modulesLayers(): Layer[] {
  const layers = ['1x1', '3x3 reduce', '3x3', '5x5 reduce', '5x5', 'pool projection'];
  const kernels = [1, 1, 3, 1, 5, 1];
  return MODULES.trim()
    .split('\n')
    .flatMap((line) => {
      const [module = '', ...cells] = line.trim().split(/\s+/);
      const [size = 0, channels = 0, ...others] = cells.map(Number);
      const [filters, [input = 0, pooled = 0, ...outputs]] = [others.slice(0, 6), others.slice(6)];
      return layers.map((layer, at): Layer => {
        // 3x3 and 5x5 read what their reduction, one before them, writes.
        const reduced = kernels[at]! > 1;
        return {
          name: `${module}/${layer}`,
          size,
          channels: reduced ? filters[at - 1]! : channels,
          kernel: kernels[at]!,
          filters: filters[at]!,
          input: reduced ? outputs[at - 1]! : layer === 'pool projection' ? pooled : input,
          output: outputs[at]!,
        };
      });
    });
}

/** GoogLeNet (Szegedy et al., CVPR 2015) with dense weights: 57 CONV layers and one FC layer. 16 bits. */
export function googLeNet(batch: number): Workload[] {
  const zeros = (input: number, output: number) => ({ input, output });
  const layers: Layer[] = [
    {
      name: 'conv1',
      size: 224,
      channels: 3,
      kernel: 7,
      filters: 64,
      stride: 2,
      ...zeros(0, 50.795),
    },
    {
      name: 'conv2 reduce',
      size: 56,
      channels: 64,
      kernel: 1,
      filters: 64,
      ...zeros(16.819, 46.263),
    },
    { name: 'conv2', size: 56, channels: 64, kernel: 3, filters: 192, ...zeros(46.263, 78.104) },
    ...modulesLayers(),
    { name: 'fc', size: 1, channels: 1024, kernel: 1, filters: 1000, ...zeros(37.238, 0) },
  ];
  return layers.map((layer) => workloadOf(layer, batch));
}

function workloadOf(layer: Layer, batch: number): Workload {
  const { name, size, channels, kernel, filters, stride = 1 } = layer;
  const pad = (kernel - 1) / 2;
  const out = Math.floor((size + 2 * pad - kernel) / stride) + 1;
  return {
    layer: name,
    op: name === 'fc' ? 'Gemm' : 'Conv',
    pass: 'forward',
    kind: name === 'fc' ? 'fc' : 'conv',
    batch,
    inputChannels: channels,
    outputChannels: filters,
    groups: 1,
    input: [size, size],
    kernel: [kernel, kernel],
    output: [out, out],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
    dilations: [1, 1],
    bits: { input: 16, weight: 16, output: 16 },
    density: { input: 1 - layer.input / 100, weight: 1, output: 1 - layer.output / 100 },
    macs: batch * channels * filters * kernel ** 2 * out ** 2,
  };
}
