import { type FillTensor, type Graph, sizeOf, type Tensor, valuesOf } from '@picojoule/spec';
import { maskSize, parameterShape, unknownParameter } from './errors.ts';
import { equal } from './shapes/rule.ts';

function parameterOf(graph: Graph, name: string): Tensor | FillTensor {
  if (!Object.hasOwn(graph.parameters, name)) throw unknownParameter(graph.name, name);
  return graph.parameters[name]!;
}

/** `source` with the elements that `mask` drops set to zero; `source` itself when none is lost. */
function masked(source: Tensor | FillTensor, mask: Uint8Array): Tensor | FillTensor {
  if ('fill' in source && source.fill === 0) return source;
  const values = valuesOf(source);
  const lost = mask.findIndex((kept, i) => kept === 0 && values[i] !== 0);
  if (lost < 0) return source;
  const copy = values.slice();
  for (let i = lost; i < copy.length; i++) if (mask[i] === 0) copy[i] = 0;
  return { type: source.type, shape: source.shape, values: copy };
}

/**
 * A graph with some parameters replaced; the masks hold, so masked elements become zero.
 *
 * @throws PicojouleError when a name is unknown or a shape differs.
 */
export function withParameters(
  graph: Graph,
  tensors: Readonly<Record<string, Tensor | FillTensor>>,
): Graph {
  const parameters = { ...graph.parameters };
  for (const [name, replacement] of Object.entries(tensors)) {
    const { shape } = parameterOf(graph, name);
    if (!equal(shape, replacement.shape)) throw parameterShape(name, shape, replacement.shape);
    const mask = graph.masks[name];
    parameters[name] = mask === undefined ? replacement : masked(replacement, mask);
  }
  return { ...graph, parameters };
}

/**
 * A graph with masks added: 1 keeps an element, 0 sets it to zero and holds it there. Where a
 * parameter has a mask already, only what both keep is kept.
 *
 * @throws PicojouleError when a name is unknown or a mask has the wrong size.
 */
export function withMasks(graph: Graph, masks: Readonly<Record<string, Uint8Array>>): Graph {
  const parameters = { ...graph.parameters };
  const merged = { ...graph.masks };
  for (const [name, mask] of Object.entries(masks)) {
    const parameter = parameterOf(graph, name);
    const size = sizeOf(parameter.shape);
    if (mask.length !== size) throw maskSize(name, size, mask.length);
    const before = graph.masks[name];
    const both = mask.map((kept, i) => (kept !== 0 && before?.[i] !== 0 ? 1 : 0));
    merged[name] = both;
    parameters[name] = masked(parameter, both);
  }
  return { ...graph, parameters, masks: merged };
}
