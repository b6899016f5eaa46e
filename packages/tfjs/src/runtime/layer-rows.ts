import type { LedgerRow, Node, Pass, PerOperand, Precision, PredictedSign } from '@picojoule/spec';
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
 * The ledger rows of one pass of a step: one for each layer with MACs that it runs.
 *
 * @param work The MACs of the kernels launched; of the dense pass, what a machine of the planned widths
 * would do.
 */
export function layerRows(
  { node, rule, servesGates }: Step,
  pass: Pass,
  step: number,
  shapes: { readonly inputs: readonly Shape[]; readonly output: Shape },
  widths: Widths,
  work: { readonly executed: number; readonly share: number },
): readonly LedgerRow[] {
  const samples = shapes.output[0] ?? 1;
  const row = ({ name, op }: Node, executed: number, nominal: number): LedgerRow => ({
    step,
    node: name,
    op,
    pass: servesGates ? 'gate' : pass,
    samples,
    dtype: widths.dtype,
    bits: bitsOf(pass, widths),
    macs: { executed, nominal, emulated: nominal * work.share },
  });
  if (rule.macs !== undefined) {
    return [row(node, work.executed, rule.macs(node, shapes.inputs, shapes.output))];
  }
  const layers = rule.layers ?? [];
  const total = layers.reduce((sum, { macs }) => sum + macs, 0);
  return layers.map((layer) =>
    row(layer.node, (work.executed / total) * layer.macs, samples * layer.macs),
  );
}

function bitsOf(pass: Pass, { precision, prediction }: Widths): PerOperand<number> {
  if (pass !== 'predictor' || prediction === undefined) return passBits(pass, precision);
  return { ...predictorBits(prediction, precision), output: 32 };
}
