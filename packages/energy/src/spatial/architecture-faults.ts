import type { CompleteArchitecture, Level } from './architecture.ts';
import { TENSORS } from './dimensions.ts';

/** What does not fit together in an architecture whose fields are each right. */
export function faultsOf(architecture: CompleteArchitecture): string[] {
  const { levels, pe, mac, sparsity } = architecture;
  const all = [...levels, ...pe];
  const names = all.map(({ name }) => name);
  const faults = names
    .filter((name, i) => names.indexOf(name) < i || RESERVED.includes(name))
    .map((name) => `"${name}" cannot be the name of a level: it is taken`);
  const [outermost] = levels as [Level];
  if (outermost.words !== undefined || outermost.keeps.length < TENSORS.length) {
    faults.push(
      `"${outermost.name}" is the outermost level: it must keep all tensors, without limit`,
    );
  }
  for (const level of all) faults.push(...levelFaults(level));
  if (architecture.array?.passesOn === true && !pe.some(({ keeps }) => keeps.includes('ifmap'))) {
    faults.push('array.passesOn: no level of "pe" keeps the ifmap that it passes on');
  }
  if (mac.gated > mac.energy) faults.push('mac.gated is more than mac.energy');
  for (const operand of ['ifmap', 'weight'] as const) {
    for (const name of sparsity[operand].at ?? []) {
      if (![...names, 'array'].includes(name)) {
        faults.push(`sparsity.${operand}.at names "${name}", which is no level`);
      }
    }
  }
  return faults;
}

/** Names of other places in mappings and estimates. */
const RESERVED = ['rows', 'columns', 'array', 'ALU'];

function* levelFaults({ name, words, keeps, energy }: Level): Generator<string> {
  for (const tensor of keeps) {
    if (typeof words === 'object' && words[tensor] === undefined) {
      yield `"${name}" keeps ${tensor} but states no words for it`;
    }
    if (!('read' in energy) && energy[tensor] === undefined) {
      yield `"${name}" keeps ${tensor} but states no energy for it`;
    }
  }
}
