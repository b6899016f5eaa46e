import type { Builder } from '@picojoule/graph';
import type { Graph } from '@picojoule/spec';
import { widthMultiplier as invalidMultiplier } from './errors.ts';
import { imageClassifier } from './image-classifier.ts';

export interface MobileNetV2Options {
  /** [channels, height, width]; [3, 32, 32] when absent. */
  readonly shape?: readonly [number, number, number];
  /** 10 when absent. */
  readonly classes?: number;
  /** Factor of all channel counts, rounded to multiples of 8; 1 when absent. */
  readonly widthMultiplier?: number;
  readonly seed?: number;
}

/** Table 2 of the paper; strides of the first stages are 1 here, for images of about 32 x 32. */
const stages = [
  { expansion: 1, channels: 16, repeats: 1, stride: 1 },
  { expansion: 6, channels: 24, repeats: 2, stride: 1 },
  { expansion: 6, channels: 32, repeats: 3, stride: 2 },
  { expansion: 6, channels: 64, repeats: 4, stride: 2 },
  { expansion: 6, channels: 96, repeats: 3, stride: 1 },
  { expansion: 6, channels: 160, repeats: 3, stride: 2 },
  { expansion: 6, channels: 320, repeats: 1, stride: 1 },
] as const;

/**
 * MobileNetV2 (Sandler et al., CVPR 2018) for small images: the paper's stages, with stride 1 in the first
 * convolution and the second stage, so that 32 x 32 images end as 4 x 4 maps. Inverted residuals of a 1 x 1
 * expansion, a depthwise 3 x 3 and a linear 1 x 1 projection, ReLU6 as Clip; no dropout. Input `images`
 * ['batch', C, H, W], output `logits` ['batch', classes]; convolutions without bias, batch norm of epsilon
 * 1e-5 and momentum 0.9, weights from He's normal distribution. Blocks with a residual are in `blocks`.
 *
 * @throws PicojouleError when the width multiplier is not positive.
 * @example mobileNetV2({ shape: [3, 32, 32], classes: 10, widthMultiplier: 0.5, seed: 1 })
 */
export function mobileNetV2(options: MobileNetV2Options = {}): Graph {
  const { shape = [3, 32, 32], classes = 10, widthMultiplier = 1, seed = 0 } = options;
  if (!(widthMultiplier > 0 && Number.isFinite(widthMultiplier))) {
    throw invalidMultiplier(widthMultiplier);
  }
  const scaled = (channels: number) => roundToEight(channels * widthMultiplier);
  return imageClassifier({ name: 'mobilenet-v2', shape, classes, seed }, (b, images) => {
    let x = relu6(b, b.batchNorm(b.conv(images, { filters: scaled(32) })));
    stages.forEach(({ expansion, channels, repeats, stride }, stage) => {
      for (let block = 0; block < repeats; block++) {
        const name = `stage${stage + 1}.block${block + 1}`;
        x = invertedResidual(b, name, x, scaled(channels), block === 0 ? stride : 1, expansion);
      }
    });
    // The last layer keeps its width when the net is narrowed, as in the paper.
    const last = Math.max(1280, scaled(1280));
    return relu6(b, b.batchNorm(b.conv(x, { filters: last, kernel: 1 })));
  });
}

function invertedResidual(
  b: Builder,
  name: string,
  x: string,
  filters: number,
  stride: number,
  expansion: number,
): string {
  const channels = b.shapeOf(x)[1]!;
  const hidden = channels * expansion;
  const branch = (z: string) => {
    const wide =
      expansion === 1 ? z : relu6(b, b.batchNorm(b.conv(z, { filters: hidden, kernel: 1 })));
    const deep = relu6(b, b.batchNorm(b.conv(wide, { filters: hidden, stride, group: hidden })));
    return b.batchNorm(b.conv(deep, { filters, kernel: 1 }));
  };
  return stride === 1 && channels === filters ? b.block(name, x, branch) : branch(x);
}

const relu6 = (b: Builder, x: string): string => b.node('Clip', [x], { min: 0, max: 6 });

/** The nearest multiple of 8, at least 8, never more than 10 % below the wanted number. */
function roundToEight(channels: number): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}
