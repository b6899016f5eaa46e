/** The 25 fields of a line, in order, as error messages call them. */
export const FIELDS = [
  'layer index',
  'input height',
  'input width',
  'input channels',
  'input maps',
  'input zero entries',
  'input bit width',
  'filter height',
  'filter width',
  'filter channels',
  'filters',
  'filter zero entries',
  'filter bit width',
  'output height',
  'output width',
  'output channels',
  'output maps',
  'output zero entries',
  'output bit width',
  'stride y',
  'stride x',
  'padding top',
  'padding bottom',
  'padding left',
  'padding right',
] as const;

export type Field = (typeof FIELDS)[number];

/** Largest value of each field; what is not named may be up to `LARGEST_COUNT`. */
export const LARGEST: Partial<Record<Field, number>> = {
  'input height': 65_536,
  'input width': 65_536,
  'filter height': 65_536,
  'filter width': 65_536,
  'output height': 65_536,
  'output width': 65_536,
  'input maps': 65_536,
  'output maps': 65_536,
  'input bit width': 64,
  'filter bit width': 64,
  'output bit width': 64,
  'stride y': 65_536,
  'stride x': 65_536,
  'padding top': 65_536,
  'padding bottom': 65_536,
  'padding left': 65_536,
  'padding right': 65_536,
  'input zero entries': Number.MAX_SAFE_INTEGER,
  'filter zero entries': Number.MAX_SAFE_INTEGER,
  'output zero entries': Number.MAX_SAFE_INTEGER,
};
/** Channels and filters. */
export const LARGEST_COUNT = 16_777_216;

/** Fields that may be 0. */
export const mayBeZero = (field: Field) =>
  field.startsWith('padding') || field.endsWith('zero entries');
