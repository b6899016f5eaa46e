import type { Graph } from '@picojoule/spec';
import { imageClassifier } from './image-classifier.ts';

export interface MobileNetOptions {
  /** 1000 when absent. */
  readonly classes?: number;
  readonly seed?: number;
}

/** Output channels and stride of each depthwise separable convolution: table 1 of the paper. */
const LAYERS = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

/**
 * MobileNet (Howard et al., arXiv 1704.04861, 2017) for 224 x 224 images: depthwise 3 x 3 and 1 x 1
 * convolutions in turn, each with batch norm and ReLU. Input `images` ['batch', 3, 224, 224], output
 * `logits` ['batch', classes].
 *
 * @example mobileNet({ classes: 1000, seed: 1 })
 */
export function mobileNet({ classes = 1000, seed = 0 }: MobileNetOptions = {}): Graph {
  const shape = [3, 224, 224] as const;
  return imageClassifier({ name: 'mobilenet', shape, classes, seed }, (b, images) => {
    let x = b.relu(b.batchNorm(b.conv(images, { filters: 32, stride: 2 })));
    for (const [filters, stride] of LAYERS) {
      const group = b.shapeOf(x)[1]!;
      const deep = b.relu(b.batchNorm(b.conv(x, { filters: group, stride, group })));
      x = b.relu(b.batchNorm(b.conv(deep, { filters, kernel: 1 })));
    }
    return x;
  });
}
