/**
 * What is known of an INA226 with its shunt before it is calibrated. Limits are those of rectangular
 * distributions, noise is a standard deviation. The simulated sensor is drawn from the same numbers.
 */
export interface SensorLimits {
  /** Volt. */
  readonly shuntOffset: number;
  readonly busOffset: number;
  /** Relative. */
  readonly shuntGain: number;
  readonly busGain: number;
  /** Of the shunt's resistance. */
  readonly resistance: number;
  /** Relative, of each gain and of the resistance, from calibration to measurement. */
  readonly gainDrift: number;
  readonly resistanceDrift: number;
  /** Of the board's crystal, relative. */
  readonly timeBase: number;
  /** Volt, of one conversion. */
  readonly shuntNoise: number;
  readonly busNoise: number;
}

/**
 * Offsets, gains and temperature coefficient (50 ppm/K over 5 K) at most as the data sheet of the INA226
 * has them; a shunt of 0.1 % and 25 ppm/K. Crystal and noise are assumed.
 */
export const ina226Limits: SensorLimits = {
  shuntOffset: 10e-6,
  busOffset: 7.5e-3,
  shuntGain: 1e-3,
  busGain: 1e-3,
  resistance: 1e-3,
  gainDrift: 250e-6,
  resistanceDrift: 125e-6,
  timeBase: 50e-6,
  shuntNoise: 2.5e-6,
  busNoise: 0.6e-3,
};

/** Volt of one unit of the registers. */
export const SHUNT_UNIT = 2.5e-6;
export const BUS_UNIT = 1.25e-3;

/** Seconds of a conversion as the poller sets them: shunt first, then bus. Up to 10 % off. */
export const CONVERSION = { shunt: 1.1e-3, bus: 140e-6, tolerance: 0.1 } as const;
