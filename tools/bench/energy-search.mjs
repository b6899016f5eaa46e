// How long the search for row-stationary mappings takes in a process that has done nothing yet: the
// first estimate of a network, import not counted. Each round is a process of its own.
import { execFileSync } from 'node:child_process';
import { alexNet, eyeriss, googLeNet } from '@picojoule/energy';
import { machine, quantile, writeSection } from './write-section.mjs';

const ROUNDS = 7;
const networks = {
  AlexNet: { layers: () => alexNet(16), promised: 100 },
  GoogLeNet: { layers: () => googLeNet(48), promised: 500 },
};
const chips = /** @type {const} */ (['isca16', 'jssc17']);

const [asked, chip] = process.argv.slice(2);
if (asked !== undefined) {
  const layers = networks[/** @type {keyof typeof networks} */ (asked)].layers();
  const model = eyeriss({ chip: /** @type {typeof chips[number]} */ (chip) });
  const start = performance.now();
  model.estimate(layers);
  process.stdout.write(String(performance.now() - start));
  process.exit(0);
}

/**
 * @param {string} network
 * @param {string} on
 */
const coldMs = (network, on) =>
  Number(execFileSync(process.execPath, [import.meta.filename, network, on], { encoding: 'utf8' }));

const rows = Object.entries(networks).flatMap(([name, { layers, promised }]) =>
  chips.map((on) => {
    const times = Array.from({ length: ROUNDS }, () => coldMs(name, on));
    const [median, most] = [0.5, 1].map((share) => quantile(times, share).toFixed(0));
    const size = layers();
    const layerCount = `${size.length} layers, batch ${size[0]?.batch}`;
    return `| ${name}, ${layerCount} | ${on} | ${median} | ${most} | ${promised} |`;
  }),
);
writeSection(
  'energy-search',
  `## Mapping a network onto Eyeriss

The first \`eyeriss().estimate(network)\` of a process, mappings searched for every shape; import not counted. ${ROUNDS} processes each.
Wall-clock, measured on ${machine}. One synchronous thread: the number of cores does not matter.

| network | chip | median, ms | slowest, ms | promised, ms |
|---|---|---|---|---|
${rows.join('\n')}
`,
);
