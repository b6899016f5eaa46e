// Lines of the tables of what bitstreams take.

/** @param {{ readonly used: number, readonly available: number }} use */
export const shareOf = ({ used, available }) =>
  `${used} of ${available} (${Math.round((100 * used) / available)} %)`;

/** @param {readonly { readonly seed: number, readonly fmax: number }[]} rows One a seed, MHz. */
export const clockTable = (rows) => `| seed | Fmax, MHz |
|---|---|
${rows.map(({ seed, fmax }) => `| ${seed} | ${fmax.toFixed(2)} |`).join('\n')}
| worst | ${Math.min(...rows.map(({ fmax }) => fmax)).toFixed(2)} |
`;
