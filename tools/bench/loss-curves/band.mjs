// The band of training losses in which every backend has to stay: five seeds in float32.

export const SEEDS = [1, 2, 3, 4, 5];
export const WIDTH = 3;

/**
 * @typedef {object} Band
 * @property {number[]} mean Over the seeds, point by point.
 * @property {number[]} deviation Of the sample of seeds: divided by one less than their number.
 */

/**
 * @param {readonly (readonly number[])[]} curves One for each seed.
 * @returns {Band}
 */
export function bandOf(curves) {
  const points = curves[0]?.map((_, i) => curves.map((curve) => curve[i] ?? Number.NaN)) ?? [];
  const mean = points.map((values) => values.reduce((a, b) => a + b, 0) / values.length);
  const deviation = points.map((values, i) => {
    const squares = values.map((value) => (value - (mean[i] ?? 0)) ** 2);
    return Math.sqrt(squares.reduce((a, b) => a + b, 0) / (values.length - 1));
  });
  return { mean, deviation };
}

/**
 * The farthest that a curve is from the mean, in standard deviations of the band; NaN if it is of
 * another length or not finite.
 * @param {Band} band
 * @param {readonly number[]} curve
 */
export function farthest({ mean, deviation }, curve) {
  if (curve.length !== mean.length) return Number.NaN;
  const distances = curve.map(
    (loss, i) => Math.abs(loss - (mean[i] ?? Number.NaN)) / (deviation[i] ?? Number.NaN),
  );
  return Math.max(...distances);
}
