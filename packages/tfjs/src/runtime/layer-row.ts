import type { LedgerRow, Pass, PerOperand, Precision, PredictedSign } from '@picojoule/spec';
import type { Shape } from '../kernels/handle.ts';
import { predictorBits } from './backward-by-signs.ts';
import type { Step } from './plan.ts';
import { passBits } from './precision.ts';

interface Widths {
  readonly dtype: LedgerRow['dtype'];
  readonly precision: Precision | undefined;
  readonly prediction: PredictedSign | undefined;
}

/**
 * The ledger row of one pass of a layer; undefined for a layer without MACs.
 *
 * @param work The MACs of the kernels launched; of the dense pass, what a machine of the planned widths
 * would do.
 */
export function layerRow(
  { node, rule, servesGates }: Step,
  pass: Pass,
  step: number,
  shapes: { readonly inputs: readonly Shape[]; readonly output: Shape },
  widths: Widths,
  work: { readonly executed: number; readonly share: number },
): LedgerRow | undefined {
  if (rule.macs === undefined) return undefined;
  const nominal = rule.macs(node, shapes.inputs, shapes.output);
  return {
    step,
    node: node.name,
    op: node.op,
    pass: servesGates ? 'gate' : pass,
    samples: shapes.output[0] ?? 1,
    dtype: widths.dtype,
    bits: bitsOf(pass, widths),
    macs: { executed: work.executed, nominal, emulated: nominal * work.share },
  };
}

function bitsOf(pass: Pass, { precision, prediction }: Widths): PerOperand<number> {
  if (pass !== 'predictor' || prediction === undefined) return passBits(pass, precision);
  return { ...predictorBits(prediction, precision), output: 32 };
}
