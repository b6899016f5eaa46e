import { distance } from 'fastest-levenshtein';

/** The known name that a mistyped one was most likely meant to be; undefined when none is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const apart = candidate.startsWith(name) && name !== '' ? 1 : distance(name, candidate);
    if (apart < bestDistance) [best, bestDistance] = [candidate, apart];
  }
  return best;
}
