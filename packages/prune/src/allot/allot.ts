/** What removing a share of a layer's remaining weights saves, and what it costs in loss. */
export interface Rung {
  /** Of the remaining weights, 0 to 1. */
  readonly share: number;
  readonly saved: number;
  readonly loss: number;
}

/**
 * Divides a saving among layers at the least summed loss: the continuous knapsack over the lower convex
 * hulls of the layers' curves, cheapest segment first, the last one in part.
 *
 * @param curves Per layer, rungs of rising share; (0, 0, 0) is implied.
 * @param wanted Summed saving; if the rungs cannot give it, all of them are taken.
 * @returns The share that each layer loses.
 */
export function allot(curves: readonly (readonly Rung[])[], wanted: number): number[] {
  const segments = curves.flatMap((rungs, layer) => hullSegments(rungs, layer));
  // Stable: within a layer slopes rise along the hull, so segments are taken in order.
  segments.sort((a, b) => a.slope - b.slope);
  const shares = curves.map(() => 0);
  let missing = wanted;
  for (const { layer, from, to } of segments) {
    const whole = to.saved - from.saved;
    if (missing < whole) {
      // The last segment, in part. Nothing may follow it: rounding leaves a trace of `missing`.
      shares[layer] = from.share + (missing / whole) * (to.share - from.share);
      break;
    }
    shares[layer] = to.share;
    missing -= whole;
  }
  return shares;
}

interface Segment {
  readonly layer: number;
  readonly from: Rung;
  readonly to: Rung;
  /** Loss per saving. */
  readonly slope: number;
}

const slopeOf = (from: Rung, to: Rung) => (to.loss - from.loss) / (to.saved - from.saved);

function hullSegments(rungs: readonly Rung[], layer: number): Segment[] {
  const hull: Rung[] = [{ share: 0, saved: 0, loss: 0 }];
  for (const rung of rungs) {
    if (rung.saved <= hull.at(-1)!.saved) continue;
    while (hull.length > 1 && slopeOf(hull.at(-2)!, hull.at(-1)!) >= slopeOf(hull.at(-1)!, rung)) {
      hull.pop();
    }
    hull.push(rung);
  }
  return hull.slice(1).map((to, i) => {
    const from = hull[i]!;
    return { layer, from, to, slope: slopeOf(from, to) };
  });
}
