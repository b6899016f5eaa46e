// Where the ULX3S's block RAMs of memory and lanes and its multipliers stand. Left to itself, nextpnr puts all logic into one corner
// and the memory all over the chip, and the long wires between them run out.

/** Blocks in the middle of the chip: one for each lane. */
const FIRST = 2;

/** The first column of one of 13 blocks side by side, each of 4 block RAMs in a row of these and of 4 multipliers in a row of those. */
const columnOf = (/** @type {number} */ block) => 4 + 9 * block + (block < 7 ? 0 : 2);

const ram = (/** @type {number} */ block, /** @type {number} */ row, /** @type {number} */ n) =>
  `X${columnOf(block) + 2 * n}/Y${row}/EBR${n}`;

/** The 16 places of a bank: of six in two rows near each other, of two in the row above, left and right of its middle. */
function ofBank(/** @type {number} */ bank) {
  const outer = bank < 6;
  const first = outer ? 1 + 2 * bank : bank === 6 ? 1 : 7;
  const blocks = (outer ? [0, 1] : [0, 1, 2, 3]).map((block) => first + block);
  const sites = blocks.flatMap((block) => [0, 1, 2, 3].map((n) => ({ block, n })));
  return (outer ? [70, 82] : [46]).flatMap((row) =>
    sites.map(({ block, n }) => ram(block, row, n)),
  );
}

/** Those of all that is small: left to itself it stands at the edge, 7 ns of wire from its logic. */
const ofOthers = () => [5, 6].flatMap((block) => [0, 1, 2, 3].map((n) => ram(block, 46, n)));

/** The two places of a lane of A or B. */
const ofLane = (/** @type {number} */ lane, /** @type {string} */ operand) =>
  [0, 1].map((n) => ram(FIRST + lane, 22, operand === 'a' ? n : 2 + n));

/** That of a product: those of one B lane above and below its block RAMs, those of one A lane along a row. */
function ofProduct(/** @type {number} */ j, /** @type {number} */ i) {
  const site = (i % 4) + (i % 4 < 2 ? 0 : 2);
  return [`X${columnOf(FIRST + j) + site}/Y${i < 4 ? 34 : 10}/MULT18_${site}`];
}

/** @type {readonly [RegExp, (...found: string[]) => string[], number][]} What cells of one kind are called, where they go, how many there are. */
const KINDS = [
  [
    /(?:u_records|u_encoder)\.u_memory\.memory\.|u_(?:received|to_send)\.memory\.|u_exponents\.registers\.|u_sums\.sums\./,
    ofOthers,
    8,
  ],
  [/g_bank\[(\d+)\]\.u_memory\.memory\./, (bank) => ofBank(Number(bank)), 128],
  [
    /u_lanes\.u_([ab])\.g_memory\[(\d+)\]\.u_memory\.memory\./,
    (operand = '', lane = '') => ofLane(Number(lane), operand),
    32,
  ],
  [
    /g_column\[(\d+)\]\.g_cell\[(\d+)\]\.u_multiplier\./,
    (j, i) => ofProduct(Number(j), Number(i)),
    64,
  ],
];

/**
 * Gives cells of a netlist their places, as nextpnr reads them.
 *
 * @param {Record<string, { type: string, attributes: Record<string, string> }>} cells
 */
export function place(cells) {
  const macros = Object.keys(cells)
    .filter((name) => ['DP16KD', 'MULT18X18D'].includes(cells[name]?.type ?? ''))
    .sort();
  for (const [pattern, placesOf, wanted] of KINDS) {
    /** @type {Set<string>} */
    const taken = new Set();
    for (const name of macros) {
      const [found, ...parts] = pattern.exec(name) ?? [];
      if (found === undefined) continue;
      const free = placesOf(...parts).find((bel) => !taken.has(bel));
      if (free === undefined) throw new Error(`there is no place for ${name}`);
      taken.add(free);
      const cell = cells[name];
      if (cell !== undefined) cell.attributes.BEL = free;
    }
    if (taken.size !== wanted) {
      throw new Error(`${taken.size} cells are called like ${pattern}, not ${wanted}`);
    }
  }
}
