import { type FillTensor, sizeOf, type Tensor, type TensorValues, valuesOf } from '@picojoule/spec';
import { tooLarge } from '../errors.ts';
import { MOST_DIMENSIONS } from '../format/decode-tensor.ts';

/** What folding may write out on its own: 64 MB of float32. */
const BASE = 2 ** 24;

/** Elements of all fills that folding makes: 4 GB where they are run. */
const MOST_FILLED = 2 ** 30;

/** Bounds the memory of constant folding: a few bytes of a file must not become gigabytes. */
export interface FoldBudget {
  /** Counts what a fold has made: its rank, and a fill as running would write it out. */
  made(constant: Tensor | FillTensor): void;
  /** @throws PicojouleError `ONNX_LIMIT`. */
  claim(size: number): void;
  /** Values of a constant, written out at the budget's cost if it is a fill. */
  valuesOf(constant: Tensor | FillTensor): TensorValues;
}

/** @param present Elements that the file really holds; folding may write each of them several times. */
export function foldBudget(present = 0): FoldBudget {
  const limit = BASE + 8 * present;
  let used = 0;
  let filled = 0;
  const claim = (size: number) => {
    used += size;
    if (!(used <= limit)) {
      throw tooLarge(`its constants write out to ${used} values`, `${limit}`);
    }
  };
  return {
    claim,
    made({ shape, ...content }) {
      if (shape.length > MOST_DIMENSIONS) {
        throw tooLarge(`a constant has ${shape.length} dimensions`, `${MOST_DIMENSIONS}`);
      }
      if ('values' in content) return;
      filled += sizeOf(shape);
      if (!(filled <= MOST_FILLED)) {
        throw tooLarge(`its constants of one value have ${filled} elements`, `${MOST_FILLED}`);
      }
    },
    valuesOf(constant) {
      if ('values' in constant) return constant.values;
      claim(sizeOf(constant.shape));
      return valuesOf(constant);
    },
  };
}
