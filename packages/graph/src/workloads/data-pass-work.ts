import type { Node, Pass } from '@picojoule/spec';
import { backwardRuleOf } from './backward-rules.ts';
import type { LayerWork } from './layer-work.ts';
import { elementsOf, gradientsOf, type Operand } from './operand.ts';
import type { PassWork } from './pass-work.ts';

/** Batch normalisation in training also sums its input and its square. */
const TRAINING_NORM = 3;

/**
 * The work of one pass of a layer without MACs.
 *
 * Forward, it reads its inputs and writes its outputs. Its `input-gradient` reads the gradient of its
 * outputs and what was kept for it (see `backwardRules`), and writes that of its inputs. One that is
 * fused masks the gradient on the way, so it reads what was kept and nothing else.
 */
export function dataPassWork(
  work: LayerWork,
  pass: Pass,
  node: Node,
  { inPlace, training }: { readonly inPlace: boolean; readonly training: boolean },
): PassWork {
  const { operations = 0, operands } = work;
  if (pass !== 'input-gradient') {
    const norm = training && node.op === 'BatchNormalization' ? TRAINING_NORM : 1;
    return { ...work, pass, operations: operations * norm, ...(inPlace && { inPlace }) };
  }
  const rule = backwardRuleOf(node.op);
  const kept: Operand = {
    nothing: [],
    inputs: operands.input,
    output: operands.output,
  }[rule.keeps];
  const fused = inPlace && rule.keeps !== 'nothing';
  const moves = !inPlace && rule.passesOn !== true;
  const input = moves ? [...gradientsOf(operands.output), ...kept] : kept;
  const output = moves ? gradientsOf(operands.input) : [];
  return {
    ...work,
    ...flat(work.batch, input, output),
    pass,
    operations: operations * (rule.operations ?? 1),
    operands: { input, weight: [], output },
    ...(!moves && !fused && { inPlace: true }),
  };
}

/** Sizes of what is read and written, as channels of 1 x 1. */
export const flat = (batch: number, input: Operand, output: Operand) =>
  ({
    inputChannels: elementsOf(input) / batch,
    outputChannels: elementsOf(output) / batch,
    input: [1, 1],
    output: [1, 1],
  }) as const;
