import type { Graph } from '@picojoule/spec';
import { resnetDepth, resnetWidths } from './errors.ts';
import { imageClassifier } from './image-classifier.ts';
import { basicBlock } from './residual-block.ts';

export interface ResnetOptions {
  /** 6n + 2 layers: three stages of n basic blocks. */
  readonly depth: number;
  /** Channels of the three stages; [16, 32, 64] when absent. */
  readonly widths?: readonly [number, number, number];
  /** 10 when absent. */
  readonly classes?: number;
  /** [channels, height, width]; [3, 32, 32] when absent. */
  readonly shape?: readonly [number, number, number];
  /**
   * Where the shape changes: `projection` (default, as E2-Train's nets) is the paper's option B, a 1 x 1
   * convolution with batch norm; `pad` its option A, every second pixel and zero channels.
   */
  readonly shortcut?: 'projection' | 'pad';
  /** False: without batch norm, as backends in integers have none. */
  readonly batchNorm?: boolean;
  readonly seed?: number;
}

/**
 * The ResNet for small images of He et al., "Deep Residual Learning for Image Recognition", CVPR 2016,
 * section 4.2: a 3 x 3 convolution, three stages of n basic blocks of which the second and third begin
 * with stride 2, global average, a fully connected layer. Input `images` ['batch', C, H, W], output
 * `logits` ['batch', classes]; convolutions without bias, batch norm of epsilon 1e-5 and momentum 0.9,
 * weights from He's normal distribution. Blocks are named `stage1.block1` and so on.
 *
 * @throws PicojouleError when the depth is not 6n + 2 or the widths are not three that do not shrink.
 * @example resnet({ depth: 20, seed: 1 })
 */
export function resnet(options: ResnetOptions): Graph {
  const { depth, widths = [16, 32, 64], classes = 10, shape = [3, 32, 32] } = options;
  const { shortcut = 'projection', batchNorm = true, seed = 0 } = options;
  const blocks = (depth - 2) / 6;
  if (!(Number.isInteger(blocks) && blocks >= 1)) throw resnetDepth(depth);
  const grows = widths.every(
    (width, i) => Number.isInteger(width) && width > 0 && width >= (widths[i - 1] ?? 1),
  );
  if (widths.length !== 3 || !grows) throw resnetWidths(widths);
  return imageClassifier({ name: `resnet${depth}`, shape, classes, seed }, (b, images) => {
    const sums = b.conv(images, { filters: widths[0] });
    let x = b.relu(batchNorm ? b.batchNorm(sums) : sums);
    widths.forEach((filters, stage) => {
      for (let block = 0; block < blocks; block++) {
        const stride = stage > 0 && block === 0 ? 2 : 1;
        const name = `stage${stage + 1}.block${block + 1}`;
        x = basicBlock(b, name, x, { filters, stride, shortcut, batchNorm });
      }
    });
    return x;
  });
}
