// How long ours and two published tools take to price the same layers on the same machine model, each
// in a process of its own, in one run and in turn. `node tools/bench/energy-peers.mjs alexnet googlenet`
// takes other networks than AlexNet; the peers take minutes for each.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseNetwork } from '@picojoule/energy';
import { PEERS, pythonWith } from './energy-peers/peers.mjs';
import { machine, quantile, writeSection } from './write-section.mjs';

const BATCH = 16;
const ROUNDS = 5;
const programs = join(import.meta.dirname, 'energy-peers');
const networks = join(import.meta.dirname, '../../apps/pj/reproductions/networks');

/** @typedef {{ seconds: number, processor: number, energies: (number | null)[] }} Answer */

/**
 * @param {string} command
 * @param {string} program
 * @param {unknown} workloads
 * @returns {Answer}
 */
function ask(command, program, workloads) {
  const { status, stdout, stderr } = spawnSync(command, [join(programs, program)], {
    input: JSON.stringify(workloads),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${program}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}

/**
 * The different layers of a network, and how often each stands in it: who finds a mapping once need not
 * search it again.
 * @param {string} name
 */
function layersOf(name) {
  const { workloads } = parseNetwork(readFileSync(join(networks, `${name}.txt`), 'utf8'));
  /** @type {Map<string, { workload: import('@picojoule/spec').Workload, count: number }>} */
  const found = new Map();
  for (const one of workloads) {
    const workload = { ...one, batch: BATCH, macs: (one.macs / one.batch) * BATCH };
    const key = JSON.stringify({ ...workload, layer: '' });
    found.set(key, { workload, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()];
}

const names = process.argv.length > 2 ? process.argv.slice(2) : ['alexnet'];
const rows = names.flatMap((name) => {
  const layers = layersOf(name);
  const workloads = layers.map(({ workload }) => workload);
  const rounds = Array.from({ length: ROUNDS }, () => ask(process.execPath, 'ours.mjs', workloads));
  /** @param {keyof Answer & ('seconds' | 'processor')} what */
  const median = (what) =>
    quantile(
      rounds.map((answer) => answer[what]),
      0.5,
    );
  const energies = rounds[0]?.energies ?? [];
  const ours = { seconds: median('seconds'), processor: median('processor'), energies };
  const answers = [
    { tool: 'Picojoule', answer: ours },
    ...PEERS.map(({ name: tool, program, packages }) => {
      process.stderr.write(`${name}: ${tool} ...\n`);
      return { tool, answer: ask(pythonWith(packages), program, workloads) };
    }),
  ];
  return answers.map(({ tool, answer }) => {
    const all = answer.energies.every((energy) => energy !== null);
    const total = answer.energies.reduce(
      (/** @type {number} */ sum, energy, i) => sum + (energy ?? 0) * (layers[i]?.count ?? 0),
      0,
    );
    const cells = [
      ...[name, tool, answer.processor.toFixed(3), answer.seconds.toFixed(3)],
      (answer.processor / ours.processor).toFixed(0),
      all ? (total / BATCH / 1e9).toFixed(3) : 'not all layers',
    ];
    return `| ${cells.join(' | ')} |`;
  });
});

writeSection(
  'energy-peers',
  `## Pricing a network

Time to find mappings and energy of all different layers of a network: batch ${BATCH}, dense, 16 bits, the analysis set-up of ISCA 2016 (16 x 16
PEs, 512 B of registers each, 128 kB buffer, accesses at 200, 6, 2 and 1 MAC). Each tool has a process of its own, single-threaded, in
one run; its start and imports are not counted. Ours: the median of ${ROUNDS} fresh processes, so nothing is warm or remembered.
Processor time, as other work on the machine stretches the wall clock; compare the ratios. Run on ${machine}.

The energies are not of one model and need not agree. nn_dataflow counts four register accesses a MAC and hops in its own way. ZigZag
searches all dataflows, not the row-stationary one, with its default bounds, and knows no cost of a hop.

| network | tool | processor time, s | wall clock, s | times ours | energy per image, 1e9 MACs, modelled |
|---|---|---|---|---|---|
${rows.join('\n')}
`,
);
