/** Looks without a new best after which a training ends. */
export const PATIENCE = 2;

/** Whether the last `patience` accuracies are all at most the best before them. */
export function outOfPatience(accuracies: readonly number[], patience: number): boolean {
  const before = accuracies.slice(0, -patience);
  const best = Math.max(...before);
  return before.length > 0 && accuracies.slice(-patience).every((accuracy) => accuracy <= best);
}
