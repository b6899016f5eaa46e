import { broadcast } from './broadcast.ts';
import { constrain, equal, type Shape, type ShapeRules } from './rule.ts';

export const matrixShapes: ShapeRules<'Gemm' | 'MatMul'> = {
  Gemm: {
    arity: [2, 3],
    infer(node, inputs) {
      const [a, b, c] = inputs as [Shape, Shape, Shape | undefined];
      constrain(node, inputs, a.length === 2 && b.length === 2, 'both operands are matrices');
      const { transA, transB } = node.attributes;
      const [rows, inner] = (transA ? a.toReversed() : a) as [number, number];
      const [innerB, columns] = (transB ? b.toReversed() : b) as [number, number];
      constrain(node, inputs, inner === innerB, `inner sizes ${inner} and ${innerB} are equal`);
      const result = [rows, columns];
      if (c !== undefined) {
        const stretched = broadcast(result, c);
        constrain(
          node,
          inputs,
          stretched !== undefined && equal(stretched, result),
          `the third operand broadcasts to [${result}]`,
        );
      }
      return [result];
    },
  },
  MatMul: {
    arity: [2, 2],
    infer(node, inputs) {
      const [a, b] = inputs as [Shape, Shape];
      constrain(node, inputs, a.length > 0 && b.length > 0, 'no operand is a scalar');
      const left = a.length === 1 ? [1, ...a] : a;
      const right = b.length === 1 ? [...b, 1] : b;
      const [inner, innerB] = [left.at(-1)!, right.at(-2)!];
      constrain(node, inputs, inner === innerB, `inner sizes ${inner} and ${innerB} are equal`);
      const outer = broadcast(left.slice(0, -2), right.slice(0, -2));
      constrain(node, inputs, outer !== undefined, 'the leading dimensions broadcast');
      return [
        [
          ...outer,
          ...(a.length === 1 ? [] : [left.at(-2)!]),
          ...(b.length === 1 ? [] : [right.at(-1)!]),
        ],
      ];
    },
  },
};
