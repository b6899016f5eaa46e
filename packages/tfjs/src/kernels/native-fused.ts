import type { FoldNorm, FusedKernels, Range, UpdateAll, WithMeans } from './fused.ts';
import type { Handle } from './handle.ts';
import { NativeArena } from './native-arena.ts';
import type { Attribute, NativeBinding } from './native-binding.ts';
import type { RowProgram } from './row-program.ts';

/**
 * The kernels of `native/`, in bindings that `pj setup native` compiled; a binding of
 * another origin has none.
 */
export abstract class NativeFused extends NativeArena {
  readonly fused: FusedKernels | undefined;
  readonly updateAll: UpdateAll | undefined;
  readonly foldNorm: FoldNorm | undefined;
  /** Whether the binding passes on attributes that are lists of strings or types, given as `A,B`. */
  protected readonly hasLists: boolean;

  constructor(binding: NativeBinding) {
    super(binding);
    this.hasLists = this.#arePresent();
    this.fused = this.hasLists ? this.#fused() : undefined;
    this.updateAll = this.hasLists ? this.#updateAll : undefined;
    this.foldNorm = this.hasLists ? this.#foldNorm : undefined;
  }

  #arePresent(): boolean {
    const zero = this.scalar(0);
    try {
      return (
        this.scope(() => this.one('PicojouleSumRectified', [this.int('A', 0)], [zero, zero])) !==
        undefined
      );
    } catch {
      return false;
    }
  }

  #fused(): FusedKernels {
    const attributes = (epsilon: number, { floor, ceiling }: Range) => [
      this.float('epsilon', epsilon),
      this.float('floor', floor),
      this.float('ceiling', ceiling),
    ];
    return {
      norm: (x, { scale, bias, mean, variance }, { epsilon, momentum }, range) => {
        const inputs = [x, scale, bias, mean, variance];
        const given = [...attributes(epsilon, range), this.float('momentum', momentum)];
        const results = this.execute('PicojouleNorm', given, inputs, 5);
        return {
          y: results[0]!,
          statistics: { mean: results[1]!, variance: results[2]! },
          running: { mean: results[3]!, variance: results[4]! },
        };
      },
      normGradient: (gradient, x, { scale, bias }, { mean, variance }, epsilon, range) => {
        const inputs = [gradient, x, scale, bias, mean, variance];
        const given = attributes(epsilon, range);
        const results = this.execute('PicojouleNormGradient', given, inputs, 3);
        return { x: results[0]!, scale: results[1]!, bias: results[2]! };
      },
      addRelu: (a, b, wantsMeans) =>
        this.#withMeans('PicojouleSumRectified', [], [a, b], wantsMeans),
      addRows: (x, rows, positions, { rectified, wantsMeans }) => {
        const at = this.upload(positions, [positions.length], 'int32');
        const floor = this.float('floor', rectified ? 0 : Number.NEGATIVE_INFINITY);
        return this.#withMeans('PicojouleAddRows', [floor], [x, rows, at], wantsMeans);
      },
      mapMeans: (x) => this.one('PicojouleMapMeans', [], [x]),
      takeDotted: (x, positions, others) => {
        const at = this.upload(positions, [positions.length], 'int32');
        const results = this.execute('PicojouleTakeRows', [this.int('A', 1)], [x, at, others], 2);
        return { rows: results[0]!, dots: results[1]! };
      },
      sum: (terms) => {
        const attributes = [this.int('N', terms.length), this.type('T', terms[0]!.dtype)];
        return this.one('AddN', attributes, terms);
      },
      sumGradients: ({ map, rows, positions, mean, output }) => {
        const none = this.constant('none', () => [new Float32Array(0), [0], 'float32']);
        const at = positions && this.upload(positions, [positions.length], 'int32');
        const inputs = [map ?? none, rows ?? none, at ?? this.integers([]), mean ?? none];
        return this.one('PicojouleSumGradients', [], [...inputs, output ?? none]);
      },
      runRows: (program, given, weights) => {
        const counts = this.#counts(program, weights);
        const inputs = [this.#numbersOf(program), ...given, ...weights];
        const [tapes, ...made] = this.execute('PicojouleRunRows', counts, inputs, 1 + program.made);
        this.macs += given[0]!.shape[0]! * program.macs;
        return { tapes: tapes!, made };
      },
      reverseRows: (program, tapes, gradients, weights) => {
        const none = this.constant('none', () => [new Float32Array(0), [0], 'float32']);
        const toMade = gradients.map((gradient) => gradient ?? none);
        const inputs = [this.#numbersOf(program), tapes, ...toMade, ...weights];
        const given = program.pooled.length;
        const rows = gradients.find((gradient) => gradient !== undefined)?.shape[0] ?? 0;
        const macs = rows * program.macs;
        const results = this.execute(
          'PicojouleReverseRows',
          this.#counts(program, weights),
          inputs,
          given + weights.length,
        );
        this.macs += macs;
        const toWeights = () => {
          this.macs += macs;
          return results.slice(given);
        };
        return { given: results.slice(0, given), toWeights };
      },
    };
  }

  #withMeans(
    kernel: string,
    attributes: Attribute[],
    inputs: readonly Handle[],
    wantsMeans: boolean,
  ): WithMeans {
    const count = wantsMeans ? 1 : 0;
    const all = [...attributes, this.int('A', count)];
    const [y, means] = this.execute(kernel, all, inputs, 1 + count);
    return { y: y!, means };
  }

  #numbersOf({ key, numbers }: RowProgram): Handle {
    return this.constant(key, () => [Int32Array.from(numbers), [numbers.length], 'int32']);
  }

  #counts({ pooled, made }: RowProgram, weights: readonly Handle[]): Attribute[] {
    return [this.int('G', pooled.length), this.int('M', made), this.int('W', weights.length)];
  }

  readonly #foldNorm: FoldNorm = (
    filter,
    bias,
    { scale, bias: shift, mean, variance },
    epsilon,
  ) => {
    const attributes = [this.int('N', bias === undefined ? 0 : 1), this.float('epsilon', epsilon)];
    const inputs = [filter, scale, shift, mean, variance, ...(bias === undefined ? [] : [bias])];
    const results = this.execute('PicojouleFold', attributes, inputs, 2);
    return { filter: results[0]!, bias: results[1]! };
  };

  readonly #updateAll: UpdateAll = (all, { momentum, decay, nesterov }, rate) => {
    const attributes = [
      this.int('N', all.length),
      this.float('momentum', momentum),
      this.float('decay', decay),
      this.float('nesterov', nesterov ? 1 : 0),
    ];
    const inputs = (['weight', 'velocity', 'gradient'] as const).flatMap((key) =>
      all.map((one) => one[key]),
    );
    const results = this.execute('PicojouleUpdate', attributes, [...inputs, rate], 2 * all.length);
    return all.map((_, i) => ({ weight: results[i]!, velocity: results[all.length + i]! }));
  };
}
