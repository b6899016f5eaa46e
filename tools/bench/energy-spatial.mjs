// Processor time of the first estimate of a network by `spatial`, per preset; each in a process of its
// own, import not counted.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseNetwork, spatial } from '@picojoule/energy';
import { machine, quantile, writeSection } from './write-section.mjs';

const BATCH = 16;
const ROUNDS = 3;
const NETWORKS = ['alexnet', 'googlenet', 'resnet-50', 'vgg-19'];
const PRESETS = /** @type {const} */ ([
  'eyeriss-isca16',
  'eyeriss-jssc17',
  'tpu-like',
  'shidiannao-like',
]);
const folder = join(import.meta.dirname, '../../apps/pj/reproductions/networks');

/** @param {string} network */
const layersOf = (network) =>
  parseNetwork(readFileSync(join(folder, `${network}.txt`), 'utf8')).workloads.map((one) => ({
    ...one,
    batch: BATCH,
    macs: (one.macs / one.batch) * BATCH,
  }));

const [asked, preset] = process.argv.slice(2);
if (asked !== undefined) {
  const layers = layersOf(asked);
  const model = spatial({ architecture: /** @type {typeof PRESETS[number]} */ (preset) });
  const start = process.cpuUsage();
  const found = model.estimate(layers);
  const { user, system } = process.cpuUsage(start);
  if (found.model.includes('cut off')) throw new Error(`${asked}: ${found.model}`);
  process.stdout.write(String((user + system) / 1e6));
  process.exit(0);
}

/**
 * @param {string} network
 * @param {string} on
 */
const coldSeconds = (network, on) =>
  Number(execFileSync(process.execPath, [import.meta.filename, network, on], { encoding: 'utf8' }));

const rows = NETWORKS.map((network) => {
  const cells = PRESETS.map((on) => {
    const times = Array.from({ length: ROUNDS }, () => coldSeconds(network, on));
    return quantile(times, 0.5).toFixed(2);
  });
  return `| ${network} | ${cells.join(' | ')} |`;
});
writeSection(
  'energy-spatial',
  `## Mapping a network onto a declared architecture

The first \`spatial({ architecture }).estimate(network)\` of a process, mappings of batch ${BATCH} searched for every shape to their end (none was cut off); import
not counted. Median processor time of ${ROUNDS} processes, in seconds, collecting garbage included. ${machine}.

| network | ${PRESETS.join(' | ')} |
|---|${PRESETS.map(() => '---').join('|')}|
${rows.join('\n')}
`,
);
