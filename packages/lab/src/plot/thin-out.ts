type Point = readonly [number, number];

/**
 * Fewer points that draw the same line: of each of `buckets` equal pieces of x, the first, last, lowest
 * and highest point in their order. Short series stay as they are.
 */
export function thinOut(points: readonly Point[], buckets: number): readonly Point[] {
  if (points.length <= 4 * buckets) return points;
  const xs = points.map(([x]) => x).filter(Number.isFinite);
  const low = xs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = xs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const bucketOf = (x: number) =>
    Math.min(buckets - 1, Math.floor(((x - low) / (high - low)) * buckets));
  const kept: Point[] = [];
  for (let start = 0; start < points.length; ) {
    const bucket = bucketOf(points[start]![0]);
    let end = start + 1;
    while (end < points.length && bucketOf(points[end]![0]) === bucket) end++;
    kept.push(...extremes(points.slice(start, end)));
    start = end;
  }
  return kept;
}

function extremes(points: readonly Point[]): readonly Point[] {
  let [lowest, highest] = [0, 0];
  points.forEach(([, y], i) => {
    if (y < points[lowest]![1]) lowest = i;
    if (y > points[highest]![1]) highest = i;
  });
  const chosen = new Set([0, lowest, highest, points.length - 1]);
  // A gap in the line must stay one.
  const gap = points.findIndex(([, y]) => !Number.isFinite(y));
  if (gap >= 0) chosen.add(gap);
  return [...chosen].sort((a, b) => a - b).map((i) => points[i]!);
}
