/**
 * What was integrated over a time, in the terms on which every systematic error acts in proportion; so
 * the uncertainty of any sum and difference of windows follows from the sum and difference of these.
 */
export interface Integral {
  readonly seconds: number;
  /** Of power, J. */
  readonly joules: number;
  /** Of current, C: what an error of the voltage multiplies. */
  readonly coulombs: number;
  /** Of voltage, V s: what an error of the current multiplies. */
  readonly voltSeconds: number;
}

export const nothing: Integral = { seconds: 0, joules: 0, coulombs: 0, voltSeconds: 0 };

/** `a + factor b`. */
export const combine = (a: Integral, b: Integral, factor: number): Integral => ({
  seconds: a.seconds + factor * b.seconds,
  joules: a.joules + factor * b.joules,
  coulombs: a.coulombs + factor * b.coulombs,
  voltSeconds: a.voltSeconds + factor * b.voltSeconds,
});
