// The named configurations of the tensor machine (doc/isa.md, "Machine"): parameters of the RTL, and their golden model.
import { ecp5, up5k } from '@picojoule/board';

/**
 * @typedef {object} Configuration
 * @property {string} name
 * @property {import('@picojoule/board').MachineShape} shape
 * @property {import('@picojoule/board').GoldenModel} board That has it.
 */

/** @type {readonly [Configuration, ...Configuration[]]} */
export const configurations = [
  { name: 'up5k', shape: up5k, board: 'icebreaker' },
  { name: 'ecp5', shape: ecp5, board: 'ulx3s' },
];

/**
 * Verilator's options for a top with the parameter `Lanes`.
 *
 * @param {Configuration} configuration
 */
export const parametersOf = ({ shape: { lanes } }) => [`-GLanes=${lanes}`];

/**
 * Beside them, those for C++ that includes `tb/shape.h`.
 *
 * @param {Configuration} configuration
 */
export const optionsOf = (configuration) => [
  ...parametersOf(configuration),
  ...['-CFLAGS', `-DPJ_LANES=${configuration.shape.lanes}`],
];

/**
 * The configuration that the first argument names, else the first; and the arguments after it.
 *
 * @param {readonly string[]} args
 * @returns {readonly [Configuration, readonly string[]]}
 */
export function configurationOf(args) {
  const [first] = configurations;
  const named = configurations.find(({ name }) => name === args[0]);
  if (named !== undefined) return [named, args.slice(1)];
  return [first, args];
}
