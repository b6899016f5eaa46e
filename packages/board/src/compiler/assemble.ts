import { encodeEnd, encodeSeed } from '../golden/machine/instructions.ts';
import { encodeMac, THRESHOLD_WORD } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { inLayer } from './in-layer.ts';
import type { Operation, Places } from './operation.ts';
import type { Plan } from './plan.ts';
import { markOf, type Resident } from './resident.ts';

/** Of a node whose signs are predicted: words of the backward part that take the threshold, and tiles of an image. */
export interface Predictions {
  readonly at: readonly number[];
  readonly tiles: number;
}

/** The words of both parts of a program. */
export interface Assembled {
  readonly forward: Uint32Array;
  /** Begins with the generator's seed, in its second word. */
  readonly backward: Uint32Array;
  readonly predictions: ReadonlyMap<string, Predictions>;
}

/**
 * The words of a program with its tensors at these places.
 *
 * @throws PicojouleError `BOARD_FIELD` where a layer is beyond an instruction.
 */
export function assemble(
  shape: MachineShape,
  resident: Resident,
  places: Places,
  { forwardPart, backwardPart }: Pick<Plan, 'forwardPart' | 'backwardPart'>,
): Assembled {
  const start = markOf(resident);
  const predictions = new Map<string, Predictions>();
  /** Instructions behind `before`. */
  const emit = (part: readonly Operation[], before: readonly Uint32Array[]) => {
    const words = [...before];
    let length = before.reduce((sum, { length: own }) => sum + own, 0);
    const put = (encoded: Uint32Array) => {
      words.push(encoded);
      length += encoded.length;
    };
    for (const { label, emit: instructions } of part) {
      inLayer(label, () => {
        for (const one of instructions(places)) {
          if (one instanceof Uint32Array) put(one);
          else {
            if (one.predict === true) {
              const { at, tiles } = predictions.get(label.node) ?? { at: [], tiles: 0 };
              const more = (one.groups ?? 1) * Math.ceil(one.columns / shape.lanes);
              const threshold = length + THRESHOLD_WORD;
              predictions.set(label.node, { at: [...at, threshold], tiles: tiles + more });
            }
            put(encodeMac(one));
          }
        }
      });
      put(markOf(resident, label));
    }
    return joined([...words, encodeEnd()]);
  };
  const forward = emit(forwardPart, [start]);
  return { forward, backward: emit(backwardPart, [encodeSeed(0), start]), predictions };
}

export const joined = (parts: readonly Uint32Array[]): Uint32Array =>
  Uint32Array.from(parts.flatMap((part) => [...part]));
