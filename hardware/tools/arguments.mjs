// Arguments of the hardware's commands: what is mistyped is refused, so that nothing passes that was not looked at.

/** Wrong usage; its message is for the user. */
export class UsageError extends Error {}

/**
 * A whole number, at least 1 unless `least` says otherwise.
 *
 * @param {string} what
 * @param {string} text
 * @param {number} [least]
 */
export function wholeNumber(what, text, least = 1) {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`${what} cannot be "${text}": it is a whole number from ${least} on.`);
}

/** @param {readonly string[]} texts */
export const seedsOf = (texts) => texts.map((text) => wholeNumber('A seed', text));

/**
 * Refuses names that are not known.
 *
 * @param {string} what Of each, such as `module`.
 * @param {readonly string[]} names
 * @param {readonly string[]} known
 */
export function knownNames(what, names, known) {
  const wrong = names.find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new UsageError(`There is no ${what} "${wrong}". Known: ${known.join(', ')}.`);
}

/**
 * Refuses arguments behind the last that a command has.
 *
 * @param {readonly string[]} args
 * @param {number} [most]
 */
export function atMost(args, most = 0) {
  const wrong = args[most];
  if (wrong !== undefined) throw new UsageError(`Unexpected argument "${wrong}".`);
}
