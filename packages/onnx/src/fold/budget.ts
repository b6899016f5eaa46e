import { type FillTensor, sizeOf, type Tensor, type TensorValues, valuesOf } from '@picojoule/spec';
import { tooLarge } from '../errors.ts';

/** What folding may write out on its own: 64 MB of float32. */
const BASE = 2 ** 24;

/** Bounds the memory of constant folding: a few bytes of a file must not become gigabytes. */
export interface FoldBudget {
  /** @throws PicojouleError `ONNX_LIMIT`. */
  claim(size: number): void;
  /** Values of a constant, written out at the budget's cost if it is a fill. */
  valuesOf(constant: Tensor | FillTensor): TensorValues;
}

/** @param present Elements that the file really holds; folding may write each of them several times. */
export function foldBudget(present = 0): FoldBudget {
  const limit = BASE + 8 * present;
  let used = 0;
  const claim = (size: number) => {
    used += size;
    if (!(used <= limit)) {
      throw tooLarge(`its constants write out to ${used} values`, `${limit}`);
    }
  };
  return {
    claim,
    valuesOf(constant) {
      if ('values' in constant) return constant.values;
      claim(sizeOf(constant.shape));
      return valuesOf(constant);
    },
  };
}
