import type { Graph } from '@picojoule/spec';
import { imageClassifier } from './image-classifier.ts';
import { basicBlock } from './residual-block.ts';

export interface BoardNetOptions {
  /** [channels, height, width]; [1, 28, 28] when absent. */
  readonly shape?: readonly [number, number, number];
  /** Channels of all layers; 16 when absent. */
  readonly width?: number;
  /** Residual blocks, the first of stride 2 with a projection; 2 when absent. */
  readonly blocks?: number;
  /** 10 when absent. */
  readonly classes?: number;
  readonly seed?: number;
}

/**
 * A residual CNN for boards with little memory and no batch norm: 3 x 3 convolution of stride 2, ReLU,
 * residual blocks of two 3 x 3 convolutions, global average, a fully connected layer. Input `images`
 * ['batch', C, H, W], output `logits` ['batch', classes]; convolutions have no bias. Filters are drawn
 * from He's normal distribution. Blocks are named `block1` and so on.
 *
 * @example boardNet({ seed: 1 })
 */
export function boardNet(options: BoardNetOptions = {}): Graph {
  const { shape = [1, 28, 28], width = 16, blocks = 2, classes = 10, seed = 0 } = options;
  return imageClassifier({ name: 'board', shape, classes, seed }, (b, images) => {
    let x = b.relu(b.conv(images, { filters: width, stride: 2 }));
    for (let i = 0; i < blocks; i++) {
      const stride = i === 0 ? 2 : 1;
      const options = { filters: width, stride, shortcut: 'projection', batchNorm: false } as const;
      x = basicBlock(b, `block${i + 1}`, x, options);
    }
    return x;
  });
}
