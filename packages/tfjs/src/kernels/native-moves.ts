import type { ElementType, Handle, Shape } from './handle.ts';
import { NativeFused } from './native-fused.ts';

/** TensorFlow's kernels that move values and compute nothing. */
export abstract class NativeMoves extends NativeFused {
  reshape(x: Handle, shape: Shape): Handle {
    const attributes = [this.type('T', x.dtype), this.type('Tshape', 'int32')];
    return this.one('Reshape', attributes, [x, this.integers(shape)]);
  }

  transpose(x: Handle, perm: readonly number[]): Handle {
    const attributes = [this.type('T', x.dtype), this.type('Tperm', 'int32')];
    return this.one('Transpose', attributes, [x, this.integers(perm)]);
  }

  concat(xs: readonly Handle[], axis: number): Handle {
    const attributes = [
      this.int('N', xs.length),
      this.type('T', xs[0]!.dtype),
      this.type('Tidx', 'int32'),
    ];
    return this.one('ConcatV2', attributes, [...xs, this.integers([axis], [])]);
  }

  slice(x: Handle, begin: readonly number[], size: readonly number[]): Handle {
    const attributes = [this.type('T', x.dtype), this.type('Index', 'int32')];
    return this.one('Slice', attributes, [x, this.integers(begin), this.integers(size)]);
  }

  pad(x: Handle, before: readonly number[], after: readonly number[], value: number): Handle {
    const pads = this.integers(
      before.flatMap((size, axis) => [size, after[axis]!]),
      [before.length, 2],
    );
    const attributes = [this.type('T', x.dtype), this.type('Tpaddings', 'int32')];
    const fill = this.scalar(value);
    return this.one('PadV2', attributes, [
      x,
      pads,
      x.dtype === 'float32' ? fill : this.cast(fill, x.dtype),
    ]);
  }

  gather(x: Handle, indices: Int32Array, axis: number): Handle {
    const at = this.upload(indices, [indices.length], 'int32');
    if (this.hasLists && axis === 0 && x.dtype === 'float32') {
      return this.one('PicojouleTakeRows', [this.int('A', 0)], [x, at]);
    }
    const attributes = [
      this.int('batch_dims', 0),
      this.type('Tparams', x.dtype),
      this.type('Tindices', 'int32'),
      this.type('Taxis', 'int32'),
    ];
    return this.one('GatherV2', attributes, [x, at, this.integers([axis], [])]);
  }

  addRows(x: Handle, rows: Handle, positions: Int32Array, rectified = false): Handle {
    if (this.fused !== undefined) {
      return this.fused.addRows(x, rows, positions, { rectified, wantsMeans: false }).y;
    }
    const at = this.upload(positions, [positions.length], 'int32');
    const attributes = [this.type('T', x.dtype)];
    // Into a copy, as the kernel writes to its input: less than a scatter and a sum.
    const y = this.one('InplaceAdd', attributes, [this.one('DeepCopy', attributes, [x]), at, rows]);
    return rectified ? this.one('Relu', attributes, [y]) : y;
  }

  cast(x: Handle, type: ElementType): Handle {
    const attributes = [
      this.type('SrcT', x.dtype),
      this.type('DstT', type),
      this.bool('Truncate', false),
    ];
    return this.one('Cast', attributes, [x]);
  }
}
