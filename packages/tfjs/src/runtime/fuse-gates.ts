import { inferShapes } from '@picojoule/graph';
import type { Graph, Node, OperatorName } from '@picojoule/spec';
import { type Given, type Place, rowOperations, rowProgram } from '../kernels/row-program.ts';
import { rows } from '../operators/rows.ts';
import type { Rule } from '../operators/rule.ts';
import type { Folded } from './fold-norms.ts';
import { innerValues } from './join-nodes.ts';
import { servantsOfGates } from './plan.ts';

/**
 * The graph in which small operators that follow each other and serve gates alone, on values
 * ['batch', width] and the means of feature maps, run as programs on rows. For kernels that run those.
 */
export function fuseGates({ graph, rules }: Folded): Folded {
  const servants = servantsOfGates(graph);
  if (servants.size === 0) return { graph, rules };
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node]);
  }
  const gates = new Set(graph.blocks.map(({ gate }) => gate));
  const isReadOutside = (name: string, inside: readonly Node[]) =>
    gates.has(name) || (readers.get(name) ?? []).some((reader) => !inside.includes(reader));
  const widths = new Map<string, number>();
  const nodes: Node[] = [];
  const all = new Map<string, Rule<OperatorName>>(rules);
  const pooled = pooledMaps(graph, servants);
  const means = new Set([...pooled.values()].flatMap(({ nodes: [mean, flat] }) => [mean, flat]));
  let writer = new RowWriter(graph, widths, pooled);
  const finish = () => {
    if (writer.nodes.length > 1) {
      const { node, rule } = writer.finish(isReadOutside);
      nodes.push(node);
      all.set(node.name, rule);
    } else nodes.push(...writer.nodes);
    writer = new RowWriter(graph, widths, pooled);
  };
  for (const node of graph.nodes) {
    if (means.has(node)) continue;
    if (servants.has(node.name) && !rules.has(node.name) && writer.add(node)) continue;
    finish();
    nodes.push(node);
  }
  finish();
  return { graph: { ...graph, nodes }, rules: all };
}

/** A feature map whose means a linear layer reads, and the nodes that take them and rename their shape. */
interface Pooled {
  readonly map: string;
  readonly nodes: readonly [Node, Node];
}

/** By the value that a linear layer reads, which nothing else does. */
function pooledMaps(graph: Graph, servants: ReadonlySet<string>): ReadonlyMap<string, Pooled> {
  const shapes = inferShapes(graph, 1);
  const made = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const isInner = innerValues(graph, new Set());
  const found = new Map<string, Pooled>();
  for (const layer of graph.nodes) {
    const feature = layer.inputs[0]!;
    const flat = made.get(feature);
    const mean = made.get(flat?.inputs[0] ?? '');
    if (linearOf(graph, layer) === undefined || !servants.has(layer.name)) continue;
    if (flat?.op !== 'Flatten' || flat.attributes.axis !== 1) continue;
    if (mean?.op !== 'GlobalAveragePool' || !isInner(feature) || !isInner(mean.outputs[0]!))
      continue;
    const map = mean.inputs[0]!;
    if (shapes[map]?.length === 4) found.set(feature, { map, nodes: [mean, flat] });
  }
  return found;
}

/** The sizes of a linear layer `x w^T + b` that rows have an instruction for. */
function linearOf(
  { parameters }: Graph,
  { op, inputs, attributes }: Node,
): { readonly width: number; readonly inner: number } | undefined {
  if (op !== 'Gemm') return undefined;
  const [width, inner] = parameters[inputs[1]!]?.shape ?? [];
  const bias = inputs[2] === undefined || inputs[2] === '' ? undefined : inputs[2];
  const { alpha, beta, transA, transB } = attributes;
  const plain = alpha === 1 && beta === 1 && !transA && transB;
  const fits = bias === undefined || String(parameters[bias]?.shape) === String(width);
  if (!plain || !fits || width === undefined || inner === undefined) return undefined;
  return { width, inner };
}

/** Writes nodes down as instructions. */
class RowWriter {
  readonly nodes: Node[] = [];
  readonly #graph: Graph;
  /** Of all values ['batch', width] known so far. */
  readonly #widths: Map<string, number>;
  readonly #pooled: ReadonlyMap<string, Pooled>;
  readonly #places = new Map<string, Place>();
  readonly #given: (Given & { readonly name: string })[] = [];
  readonly #weights: string[] = [];
  readonly #layers: { readonly node: Node; readonly macs: number }[] = [];
  readonly #instructions: (readonly number[])[] = [];
  #length = 0;

  constructor(graph: Graph, widths: Map<string, number>, pooled: ReadonlyMap<string, Pooled>) {
    this.#graph = graph;
    this.#widths = widths;
    this.#pooled = pooled;
  }

  /** False where rows have no instruction for it: nothing has changed then. */
  add(node: Node): boolean {
    const written = this.#write(node);
    if (written) this.nodes.push(node);
    return written;
  }

  #write(node: Node): boolean {
    const [first, second, third = ''] = node.inputs as readonly [string, string, string?];
    switch (node.op) {
      case 'Gemm': {
        const sizes = linearOf(this.#graph, node);
        if (sizes === undefined) return false;
        const { width, inner } = sizes;
        const a = this.#read(first, inner);
        if (a === undefined) return false;
        const bias = third === '' ? -1 : this.#weight(third);
        this.#emit('linear', node, width, a, inner, this.#weight(second), bias);
        this.#layers.push({ node, macs: width * inner });
        return true;
      }
      case 'Sigmoid': {
        const a = this.#read(first);
        if (a !== undefined) this.#emit('sigmoid', node, a.width, a);
        return a !== undefined;
      }
      case 'Add':
        return this.#combine('add', node);
      case 'Mul':
        return this.#isWeight(second)
          ? this.#weigh('scale', node)
          : this.#combine('multiply', node);
      case 'Sub':
        return this.#isWeight(second) && this.#weigh('lower', node);
      case 'Split': {
        const a = node.attributes.axis === 1 ? this.#read(first) : undefined;
        let at = a?.at ?? 0;
        for (const [i, width] of node.attributes.sizes.entries()) {
          if (a !== undefined) this.#put(node.outputs[i]!, { at, width });
          at += width;
        }
        return a !== undefined;
      }
      default:
        return false;
    }
  }

  #combine(operation: 'add' | 'multiply', node: Node): boolean {
    const [left, right] = node.inputs as readonly [string, string];
    if (this.#isWeight(left) || this.#isWeight(right)) return false;
    if (this.#widths.get(left) !== this.#widths.get(right)) return false;
    const [a, b] = [this.#read(left), this.#read(right)];
    if (a === undefined || b === undefined) return false;
    this.#emit(operation, node, a.width, a, b.at);
    return true;
  }

  #weigh(operation: 'scale' | 'lower', node: Node): boolean {
    const [left, right] = node.inputs as readonly [string, string];
    const [size, ...more] = this.#shapeOf(right)!;
    const width = this.#widths.get(left);
    if (width === undefined || more.length > 0 || (size !== 1 && size !== width)) return false;
    this.#emit(operation, node, width, this.#read(left)!, 0, this.#weight(right));
    return true;
  }

  #isWeight(name: string): boolean {
    return Object.hasOwn(this.#graph.parameters, name);
  }

  #shapeOf(name: string): readonly number[] | undefined {
    return this.#isWeight(name) ? this.#graph.parameters[name]!.shape : undefined;
  }

  #weight(name: string): number {
    if (!this.#weights.includes(name)) this.#weights.push(name);
    return this.#weights.indexOf(name);
  }

  /** A value's place; undefined for one that is no row as far as is known. */
  #read(name: string, width = this.#widths.get(name)): Place | undefined {
    if (width === undefined || this.#isWeight(name)) return undefined;
    if (!this.#places.has(name)) {
      const place = this.#next(width);
      const map = this.#pooled.get(name)?.map;
      this.#given.push({ name: map ?? name, ...place, pooled: map !== undefined });
      this.#put(name, place);
    }
    return this.#places.get(name);
  }

  #next(width: number): Place {
    const at = this.#length;
    this.#length += width;
    return { at, width };
  }

  #put(name: string, place: Place): void {
    this.#places.set(name, place);
    this.#widths.set(name, place.width);
  }

  #emit(
    operation: keyof typeof rowOperations,
    node: Node,
    width: number,
    a: Place,
    b = 0,
    weight = -1,
    bias = -1,
  ): void {
    const to = this.#next(width);
    this.#put(node.outputs[0]!, to);
    this.#instructions.push([rowOperations[operation], to.at, width, a.at, b, weight, bias]);
  }

  /** One node, named as the last, and how it runs. */
  finish(isReadOutside: (value: string, inside: readonly Node[]) => boolean) {
    const outputs = this.nodes
      .flatMap((node) => node.outputs)
      .filter((name) => isReadOutside(name, this.nodes));
    const places = (names: readonly string[]) => names.map((name) => this.#places.get(name)!);
    const program = rowProgram(this.#length, this.#given, places(outputs), this.#instructions);
    const inputs = [...this.#given.map(({ name }) => name), ...this.#weights];
    const node = { ...this.nodes.at(-1)!, inputs, outputs } as Node;
    return { node, rule: rows(program, this.#layers) };
  }
}
