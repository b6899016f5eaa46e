import type { MacFields } from '../golden/machine/mac-instruction.ts';
import type { Epilogue } from './geometry.ts';

/** How results lie as a feature map, in words. */
export interface Layout {
  /** Word of the first column and group. */
  readonly first: number;
  /** Words between columns, rows and groups. */
  readonly sx: number;
  readonly sy: number;
  readonly sg: number;
}

/** Fields of a `MAC` for what is added to its results and masks them. */
export function epilogueFields(
  { residual, mask }: Epilogue,
  { first, sx, sy, sg }: Layout,
): Partial<MacFields> {
  const added = residual && {
    residual: true,
    wideResidual: 'plane' in residual,
    residualBase: residual.base + (residual.broadcast ? first % sx : first),
    residualPlane: 'plane' in residual ? residual.plane : 0,
    xr: residual.register,
    rx: residual.broadcast ? 0 : sx,
    ry: residual.broadcast ? 0 : sy,
    rg: sg,
  };
  const masked = mask && { mask: true, maskBase: mask.base + first, mx: sx, my: sy, mg: sg };
  return { ...added, ...masked };
}
