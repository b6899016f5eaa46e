/** Commands to the tensor machine, and their replies (hardware/doc/isa.md, "Commands"). */
export const Command = {
  write: 1,
  spread: 2,
  read: 3,
  run: 6,
  illegal: 7,
} as const;

/** Bytes of a `write` or `spread` beside its data. */
export const WRITE_HEAD = 5;
/** Most bytes of one `read`. */
export const LONGEST_READ = 232;
/** From here on addresses are of the exponent registers. */
export const REGISTERS = 2 ** 23;
export const REGISTER_BYTES = 2;
