import { PicojouleError } from '@picojoule/spec';

export const resnetDepth = (depth: number) =>
  new PicojouleError({
    code: 'NETS_RESNET_DEPTH',
    message: `a ResNet for small images has 6n + 2 layers with n >= 1, got a depth of ${depth}`,
    next: 'Pass one of 8, 14, 20, 26, 32, 38, 44, 56, 74, 110.',
  });

export const imageShape = (shape: readonly number[]) =>
  new PicojouleError({
    code: 'NETS_IMAGE_SHAPE',
    message: `an image has a shape [channels, height, width] of positive whole numbers, got [${shape}]`,
    next: 'Pass for example [3, 32, 32] for CIFAR or [1, 28, 28] for MNIST.',
  });

export const widthMultiplier = (value: number) =>
  new PicojouleError({
    code: 'NETS_WIDTH_MULTIPLIER',
    message: `a width multiplier is a positive number, got ${value}`,
    next: 'Pass 1 for the net of the paper, 0.5 for half of its channels.',
  });

export const classCount = (classes: number) =>
  new PicojouleError({
    code: 'NETS_CLASSES',
    message: `a classifier has one class or more, got ${classes}`,
    next: 'Pass the number of classes of the dataset.',
  });

export const resnetWidths = (widths: readonly number[]) =>
  new PicojouleError({
    code: 'NETS_RESNET_WIDTHS',
    message: `a ResNet for small images has three widths that do not shrink, got [${widths}]`,
    next: 'Pass for example [16, 32, 64].',
  });
