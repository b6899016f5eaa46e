// What a reproduction states, as data beside its project: `claims.json`. Figures are named as in
// the committed results, `apps/pj/reproductions/<name>.json`.

/**
 * @typedef {{ what: string, figure: string, is: '<' | '>' | '<=' | '>=', than: string | number }} Claim
 * `than` names another figure, or is a number.
 *
 * @typedef {Record<string, { value: number, band: number }>} Values
 */

/**
 * The claims that the figures do not hold, each as one line; and figures without a usable band.
 * @param {readonly Claim[]} claims
 * @param {Values} values
 */
export function brokenClaims(claims, values) {
  /** @param {string | number} name */
  const numberOf = (name) => (typeof name === 'number' ? name : values[name]?.value);
  const broken = claims.flatMap(({ what, figure, is, than }) => {
    const left = numberOf(figure);
    const right = numberOf(than);
    if (left === undefined) return [`${what}: there is no figure "${figure}"`];
    if (right === undefined) return [`${what}: there is no figure "${than}"`];
    return holds(left, is, right) ? [] : [`${what}: ${left} ${is} ${right} does not hold`];
  });
  const unbounded = Object.entries(values)
    .filter(([, { value, band }]) => !Number.isFinite(value) || !(band >= 0 && band < Infinity))
    .map(([figure]) => `${figure}: not a finite figure with a band of at least 0`);
  return [...broken, ...unbounded];
}

/**
 * @param {number} left
 * @param {Claim['is']} is
 * @param {number} right
 */
function holds(left, is, right) {
  switch (is) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    default:
      throw new TypeError(`claims.json: "${is}" is none of <, >, <=, >=`);
  }
}
