import { bringProjectGraph } from '../project-graph.js';
import { program } from './program.mjs';

/** @returns {Promise<readonly import('./checks.mjs').Finding[]>} */
export async function look() {
  bringProjectGraph();
  return program(['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'])();
}
