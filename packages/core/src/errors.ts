import { PicojouleError, type PluginIdentity } from '@picojoule/spec';

export const interrupted = (part: string, step?: number) =>
  new PicojouleError({
    code: 'RUN_INTERRUPTED',
    message: `Interrupted in "${part}"${step === undefined ? '' : ` at step ${step}`}.`,
    next: 'Nothing is lost: run the same command again to go on from here.',
  });

export const diverged = (part: string, step: number) =>
  new PicojouleError({
    code: 'TRAIN_DIVERGED',
    message: `The loss of "${part}" is not a number at step ${step}.`,
    next: 'Lower the learning rate, or look for damaged input.',
  });

export const pruneStateDamaged = (file: string, problem: string) =>
  new PicojouleError({
    code: 'PRUNE_STATE',
    message: `${file} of the run does not hold where its pruning stands: ${problem}.`,
    next: 'Restore the file, or delete it and run the same command again: the pruning starts over.',
  });

export const noSteps = (part: string, epochs: number, stepsPerEpoch: number) =>
  new PicojouleError({
    code: 'TRAIN_NO_STEPS',
    message: `The schedule of "${part}" has no step: ${epochs} epochs, at ${stepsPerEpoch} steps each.`,
    next: `Raise \`epochs\`: one step is ${(1 / stepsPerEpoch).toPrecision(2)} epochs.`,
  });

export const planConflict = (field: string, key: string, first: string, second: string) =>
  new PicojouleError({
    code: 'PLAN_CONFLICT',
    message: `Two savers rule the ${field} of "${key}": one says "${first}", the other "${second}".`,
    next: 'Keep one of them, or give them different layers.',
  });

export const planUnsupported = (backend: string, wants: string, offers: string) =>
  new PicojouleError({
    code: 'PLAN_UNSUPPORTED',
    message: `The savers ask for ${wants}, which the backend "${backend}" does not do (it offers ${offers}).`,
    next: 'Choose another backend or change the saver.',
  });

export const unknownBlock = (block: string, known: readonly string[]) =>
  new PicojouleError({
    code: 'PLAN_BLOCK',
    message: `A saver skips the block "${block}", which the network does not have.`,
    next: known.length > 0 ? `Its blocks: ${known.join(', ')}.` : 'It has no residual blocks.',
  });

export const unknownGate = (block: string, gated: readonly string[]) =>
  new PicojouleError({
    code: 'PLAN_GATE',
    message: `A saver sets the cost of a gate at the block "${block}", which has none.`,
    next: gated.length > 0 ? `Gated blocks: ${gated.join(', ')}.` : 'The network has no gates.',
  });

export const pluginFailed = (plugin: PluginIdentity, hook: string, cause: unknown) =>
  new PicojouleError({
    code: 'PLUGIN_FAILED',
    message: `The plugin "${plugin.name}" failed in ${hook}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    next: 'Report it to the author of the plugin, with the run folder.',
    cause,
  });

export const tooFewImages = (needed: number, have: number) =>
  new PicojouleError({
    code: 'DATA_TOO_FEW',
    message: `The run needs ${needed} training images, the dataset has ${have}.`,
    next: 'Use smaller batches or set fewer images aside.',
  });

export const imageShape = (wants: readonly unknown[], has: readonly number[]) =>
  new PicojouleError({
    code: 'DATA_SHAPE',
    message: `The network takes images of [${wants.join(', ')}], the dataset has [${has.join(', ')}].`,
    next: 'Choose a dataset of that shape, or another network.',
  });

export const noImageInput = (name: string) =>
  new PicojouleError({
    code: 'GRAPH_NO_IMAGES',
    message: `"${name}" does not take one image tensor [batch, C, H, W] and give one output [batch, classes].`,
    next: 'Estimate it instead; training, pruning and accuracy need a classifier of images.',
  });
