import * as v from 'valibot';

/** Emulated width of an operand; 32 is float32 as it is. */
export const bits = v.pipe(
  v.number(),
  v.integer(),
  v.check((width) => width === 32 || (width >= 2 && width <= 16), 'must be 2 to 16, or 32'),
);
