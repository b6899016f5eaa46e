export interface LearningRateSchedule {
  readonly peak: number;
  readonly steps: number;
  /** Share of the steps that warm up. */
  readonly warmUp: number;
}

/** Linear warm-up to the peak, then cosine decay to zero after the last step. */
export function learningRateAt(
  step: number,
  { peak, steps, warmUp }: LearningRateSchedule,
): number {
  const rising = Math.round(steps * warmUp);
  if (step < rising) return (peak * (step + 1)) / rising;
  return (peak / 2) * (1 + Math.cos((Math.PI * (step - rising)) / Math.max(1, steps - rising)));
}
