import { encodeEnd, encodeSeed, encodeUpdate, STEP_WORD } from '../golden/machine/instructions.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { joined } from './assemble.ts';
import { tensorName } from './operation.ts';
import type { ParameterLayout } from './parameter-layout.ts';
import { placesOf } from './places.ts';
import { markOf, type Resident } from './resident.ts';

export interface UpdateRule {
  readonly layout: ParameterLayout;
  readonly masked: boolean;
  /** By a fixed step against the sign of the gradient. */
  readonly sign: boolean;
  readonly decay: number;
  readonly momentum: number;
}

export interface UpdateProgram {
  /** Its seed is its second word. */
  readonly words: Uint32Array;
  /** Words in whose upper half the step of a sign update is put. */
  readonly steps: readonly { readonly parameter: string; readonly at: number }[];
}

/** A program that updates parameters. After a sign update a second `UPD` does the decay, beside the sign. */
export function updateProgram(
  resident: Resident,
  shape: MachineShape,
  rules: readonly UpdateRule[],
): UpdateProgram {
  const places = placesOf(shape, resident.placements, resident.registers);
  // What begins the program counts with its first update.
  const parts: Uint32Array[] = [encodeSeed(0)];
  const steps: { parameter: string; at: number }[] = [];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  for (const { layout, masked, sign, decay, momentum } of rules) {
    const { name, words, node } = layout;
    const master = places.wide(tensorName.master(name));
    const common = {
      ...{ masked, blocks: words, master: master.base, plane: master.plane },
      accumulators: places.results(tensorName.accumulators(name)).index,
    };
    if (sign) {
      steps.push({ parameter: name, at: length() + STEP_WORD });
      parts.push(encodeUpdate({ ...common, sign }));
      if (decay > 0) parts.push(encodeUpdate({ ...common, random: true, decay }));
    } else {
      parts.push(encodeUpdate({ ...common, random: true, decay, momentum }));
    }
    const label = resident.labels.find((one) => one.node === node && one.pass === 'update');
    parts.push(markOf(resident, label));
  }
  return { words: joined([...parts, encodeEnd()]), steps };
}
