import type { Graph } from '@picojoule/spec';
import { imageClassifier } from './image-classifier.ts';
import { basicBlock } from './residual-block.ts';

/**
 * The quickstart's net, a small residual CNN for MNIST: `images` ['batch', 1, 28, 28] to `logits`
 * ['batch', 10].
 *
 * | stage | output |
 * |---|---|
 * | 3 x 3 convolution, stride 2, batch norm, ReLU | 8 x 14 x 14 |
 * | basic block, identity | 8 x 14 x 14 |
 * | basic block, stride 2, projection | 16 x 7 x 7 |
 * | basic block, stride 2, projection | 32 x 4 x 4 |
 * | global average, fully connected | 10 |
 *
 * Convolutions have no bias; batch norm has epsilon 1e-5 and momentum 0.9. Filters are NCHW's MCRS, drawn
 * from He's normal distribution.
 *
 * @example quickstartNet({ seed: 1 })
 */
export function quickstartNet({ seed = 0 }: { readonly seed?: number } = {}): Graph {
  const options = { name: 'quickstart', shape: [1, 28, 28], classes: 10, seed } as const;
  return imageClassifier(options, (b, images) => {
    let x = b.relu(b.batchNorm(b.conv(images, { filters: 8, stride: 2 })));
    x = basicBlock(b, 'block1', x, { filters: 8, stride: 1, shortcut: 'projection' });
    x = basicBlock(b, 'block2', x, { filters: 16, stride: 2, shortcut: 'projection' });
    return basicBlock(b, 'block3', x, { filters: 32, stride: 2, shortcut: 'projection' });
  });
}
