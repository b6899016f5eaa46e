// How long `pj estimate` takes from Enter to the prompt: start of Node, import of the model, search
// of the mappings, table. Each round is a process of its own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { machine, quantile, writeSection } from './write-section.mjs';

const ROUNDS = 7;
const PROMISED_MS = 1000;
const PJ = join(import.meta.dirname, '../../apps/pj/bin/pj.js');
const MODELS = join(import.meta.dirname, '../../../shared/data/models');
const networks = ['bvlc_alexnet', 'inception_v1', 'resnet50', 'vgg19'];

/** @param {string} model A file. */
function wallMs(model) {
  const start = performance.now();
  const args = ['estimate', model, '--energy', 'eyeriss', '--batch', '44', '--bits', '16'];
  const { status, stderr } = spawnSync(process.execPath, [PJ, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`pj estimate ${model} ended with ${status}: ${stderr}`);
  return performance.now() - start;
}

const rows = networks.map((name) => {
  const model = join(MODELS, `light_${name}.onnx`);
  if (!existsSync(model))
    return `| ${name} | not measured: its file is not here | | ${PROMISED_MS} |`;
  const times = Array.from({ length: ROUNDS }, () => wallMs(model));
  const [median, most] = [0.5, 1].map((share) => quantile(times, share).toFixed(0));
  return `| ${name} | ${median} | ${most} | ${PROMISED_MS} |`;
});
writeSection(
  'estimate-command',
  `## From an ONNX file to its table of energy

\`pj estimate <model> --energy eyeriss --batch 44 --bits 16\` from start to end, import included, nothing remembered. ${ROUNDS} processes
each, on ONNX's own test models (\`light_*\`). Wall-clock, measured on ${machine}.

| network | median, ms | slowest, ms | promised, ms |
|---|---|---|---|
${rows.join('\n')}
`,
);
