import type { CurvePoint } from './arm-record.ts';

/**
 * What a training had spent when its held-out accuracy first reached `accuracy`, between two looks in
 * proportion; undefined where it never did. Where the first look is above it, what that one had spent.
 */
export function spentUntil(
  curve: readonly Pick<CurvePoint, 'accuracy' | 'energy'>[],
  accuracy: number,
): number | undefined {
  const at = curve.findIndex((point) => point.accuracy >= accuracy);
  const [before, reached] = [curve[at - 1], curve[at]];
  if (reached === undefined) return undefined;
  if (before === undefined) return reached.energy;
  const share = (accuracy - before.accuracy) / (reached.accuracy - before.accuracy);
  return before.energy + share * (reached.energy - before.energy);
}
