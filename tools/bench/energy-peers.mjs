// How long ours and two published tools take to price the same layers on the same machine model, each
// in a process of its own, in one run and in turn. `node tools/bench/energy-peers.mjs googlenet 600`
// takes other networks, and more processor time, in seconds, than the peers are usually given for each.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseNetwork } from '@picojoule/energy';
import { PEERS, pythonWith } from './energy-peers/peers.mjs';
import { machine, quantile, writeSection } from './write-section.mjs';

const BATCH = 16;
const ROUNDS = 5;
const NETWORKS = ['alexnet', 'vgg-19', 'resnet-50'];
const LIMIT = 100;
const programs = join(import.meta.dirname, 'energy-peers');
const networks = join(import.meta.dirname, '../../apps/pj/reproductions/networks');

/** @typedef {{ seconds: number, processor: number, energies: (number | null)[] }} Answer */

/**
 * Energies of as many of the layers as it begins within `limit`.
 * @param {string} command
 * @param {string} program
 * @param {unknown} workloads
 * @param {number} limit Processor time, in seconds.
 * @returns {Answer}
 */
function ask(command, program, workloads, limit) {
  const { status, stdout, stderr } = spawnSync(command, [join(programs, program), `${limit}`], {
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

/** @typedef {ReturnType<typeof layersOf>} Layers */

/**
 * The median of fresh processes.
 * @param {Layers} layers
 * @returns {Answer}
 */
function askOurs(layers) {
  const workloads = layers.map(({ workload }) => workload);
  const rounds = Array.from({ length: ROUNDS }, () =>
    ask(process.execPath, 'ours.mjs', workloads, Number.POSITIVE_INFINITY),
  );
  /** @param {'seconds' | 'processor'} what */
  const median = (what) =>
    quantile(
      rounds.map((answer) => answer[what]),
      0.5,
    );
  const { energies = [] } = rounds[0] ?? {};
  return { seconds: median('seconds'), processor: median('processor'), energies };
}

/**
 * Per image, in 1e9 MACs, each layer as often as it stands in the network.
 * @param {Layers} layers
 * @param {Answer} answer
 */
function energyOf(layers, { energies }) {
  let total = 0;
  for (const [i, energy] of energies.entries()) {
    if (energy === null) return 'not all of them';
    total += energy * (layers[i]?.count ?? 0);
  }
  return (total / BATCH / 1e9).toFixed(3);
}

const given = process.argv.slice(2);
const limit = given.map(Number).find((number) => number > 0) ?? LIMIT;
const chosen = given.filter((one) => !(Number(one) > 0));
const rows = (chosen.length > 0 ? chosen : NETWORKS).flatMap((name) => {
  const layers = layersOf(name);
  const workloads = layers.map(({ workload }) => workload);
  return PEERS.map(({ name: tool, program, packages }) => {
    process.stderr.write(`${name}: ${tool} ...\n`);
    const theirs = ask(pythonWith(packages), program, workloads, limit);
    const priced = layers.slice(0, theirs.energies.length);
    const ours = askOurs(priced);
    const cells = [
      ...[name, `${priced.length} of ${layers.length}`, tool],
      ...[theirs.processor.toFixed(1), ours.processor.toFixed(3)],
      (theirs.processor / ours.processor).toFixed(0),
      ...[energyOf(priced, theirs), energyOf(priced, ours)],
    ];
    return `| ${cells.join(' | ')} |`;
  });
});

writeSection(
  'energy-peers',
  `## Pricing a network

Time to find mappings and energy of the different layers of a network, ours against two published tools: batch ${BATCH}, dense, 16 bits, the
analysis set-up of ISCA 2016 (16 x 16 PEs, 512 B of registers each, 128 kB buffer, accesses at 200, 6, 2 and 1 MAC). A tool prices the
layers in the network's order and begins none after ${limit} s of processor time; ours then prices the same ones. Each has a process of its
own, single-threaded, in one run; start and imports are not counted. Ours: the median of ${ROUNDS} fresh processes, so nothing is warm or
remembered. Processor time, as other work on the machine stretches the wall clock. Run on ${machine}.

The energies are of those layers, each as often as it stands in the network. They are not of one model and need not agree. nn_dataflow
counts four register accesses a MAC and hops in its own way. ZigZag searches all dataflows, not the row-stationary one, with its default
bounds, and knows no cost of a hop.

| network | layers priced | tool | its time, s | ours, s | times ours | its energy per image, 1e9 MACs, modelled | ours |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}
`,
);
