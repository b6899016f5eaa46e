// Which modules have a testbench of their own, and what tests the others.

/**
 * What tests a module that has no testbench: it is run whole.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const testedElsewhere = {
  link: '`link`',
  board: '`link`',
  serial_board: '`link`',
  tensor_unit: '`random`',
  tensor_machine: '`random`',
};

/**
 * What is wrong: a module that nothing tests, or an entry that is not needed. Packages are no modules.
 *
 * @param {readonly string[]} modules Of `rtl`.
 * @param {readonly string[]} testbenches Of `tb`.
 * @param {Readonly<Record<string, string>>} elsewhere
 * @returns {readonly string[]}
 */
export function testsMissing(modules, testbenches, elsewhere) {
  const missing = modules
    .filter((name) => !name.endsWith('_pkg'))
    .filter((name) => !testbenches.includes(name) && !Object.hasOwn(elsewhere, name))
    .map((name) => `${name} has no testbench tb/${name}.cpp, nor an entry in tools/tested.mjs.`);
  const wrong = Object.keys(elsewhere)
    .filter((name) => !modules.includes(name) || testbenches.includes(name))
    .map((name) => `${name} has a testbench or is no module: its entry in tools/tested.mjs goes.`);
  return [...missing, ...wrong];
}
