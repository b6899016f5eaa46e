import { type DataType, type FillTensor, sizeOf, type Tensor } from '@picojoule/spec';
import { axesIn, numbersOf } from '../operators/layout-attributes.ts';
import type { FoldRule } from './fold-node.ts';
import { broadcastShape, broadcastStrides, emptyLike, strided, walk } from './rearrange.ts';

type Constant = Tensor | FillTensor;
type Operation = (a: number, b: number, type: DataType) => number;

const isInteger = (type: DataType) => type !== 'float32';

/** An element-wise operation of two constants, broadcast; rounded to float32 by what holds the result. */
const binary =
  (operation: Operation, result?: DataType): FoldRule =>
  (node, [a, b], budget) => {
    if (b === undefined) return node.malformed('takes two inputs');
    const shape = broadcastShape([a!.shape, b.shape]);
    if (shape === undefined) return node.malformed(`joins [${a!.shape}] and [${b.shape}]`);
    const type = result ?? a!.type;
    const of = (x: number, y: number) => operation(x, y, a!.type);
    if ('fill' in a! && 'fill' in b) {
      const fill = of(a.fill, b.fill);
      return [{ type, shape, fill: type === 'float32' ? Math.fround(fill) : fill }];
    }
    const right = strided(b, shape, broadcastStrides(b.shape, shape), 0, budget);
    const rightAt = 'fill' in right ? () => right.fill : (i: number) => right.values[i]!;
    const size = sizeOf(shape);
    budget.claim(size);
    const values = type === 'bool' ? new Uint8Array(size) : emptyLike(budget.valuesOf(a!), size);
    const left = budget.valuesOf(a!);
    let i = 0;
    walk(shape, broadcastStrides(a!.shape, shape), 0, (from) => {
      values[i] = of(left[from]!, rightAt(i));
      i++;
    });
    return [{ type, shape, values }];
  };

const unary =
  (operation: (x: number) => number): FoldRule =>
  (_, [x], budget) => {
    if ('fill' in x!) return [{ ...x, fill: operation(x.fill) }];
    budget.claim(x!.values.length);
    return [{ ...x!, values: x!.values.map(operation) } as Tensor];
  };

/** Operators that compute with constants; integers divide towards zero, as in ONNX. */
export const arithmeticFolds: Readonly<Record<string, FoldRule>> = {
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary((a, b, type) => (isInteger(type) ? (b === 0 ? 0 : Math.trunc(a / b)) : a / b)),
  Equal: binary((a, b) => Number(a === b), 'bool'),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Neg: unary((x) => -x),
  Sqrt: unary(Math.sqrt),
  Where: (node, [condition, a, b], budget) => {
    if (a === undefined || b === undefined) return node.malformed('takes three inputs');
    const shape = broadcastShape([condition!.shape, a.shape, b.shape]);
    if (shape === undefined) return node.malformed('joins shapes that do not broadcast');
    budget.claim(sizeOf(shape));
    const wide = (x: Constant) =>
      budget.valuesOf(strided(x, shape, broadcastStrides(x.shape, shape), 0, budget));
    const [which, yes, no] = [wide(condition!), wide(a), wide(b)];
    const values = yes.slice();
    for (let i = 0; i < values.length; i++) if (which[i] === 0) values[i] = no[i]!;
    return [{ type: a.type, shape, values }];
  },
  ReduceProd: (node, [x], budget) => {
    const rank = x!.shape.length;
    const named = numbersOf(node, 'axes', 1, 18) ?? [];
    const axes = named.length === 0 ? x!.shape.map((_, i) => i) : axesIn(node, named, rank);
    const keep = (node.attributes.int('keepdims') ?? 1) !== 0;
    const kept = x!.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const size = sizeOf(kept);
    budget.claim(size);
    const source = budget.valuesOf(x!);
    const values = emptyLike(source, size).fill(1);
    const strides = broadcastStrides(kept, x!.shape);
    let i = 0;
    walk(x!.shape, strides, 0, (to) => {
      values[to]! *= source[i++]!;
    });
    const shape = keep ? kept : x!.shape.filter((_, axis) => !axes.includes(axis));
    return [{ type: x!.type, shape, values }];
  },
  Range: (node, operands, budget) => {
    const [start, limit, step] = operands.map((x) => budget.valuesOf(x)[0]) as [
      number,
      number | undefined,
      number | undefined,
    ];
    if (limit === undefined || step === undefined || step === 0)
      return node.malformed('has no end');
    const size = Math.max(0, Math.ceil((limit - start) / step));
    budget.claim(size);
    const values = emptyLike(budget.valuesOf(operands[0]!), size);
    for (let i = 0; i < size; i++) values[i] = start + i * step;
    return [{ type: operands[0]!.type, shape: [size], values }];
  },
};
