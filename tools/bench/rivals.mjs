// Ours against PyTorch and ONNX Runtime, row by row: `node tools/bench/rivals.mjs [names of rows]`.
// Each subject is a process of its own; all of a row's take steps in turn, so that whatever else the
// machine does hits all of them.
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setUpPytorch } from './rivals/pytorch-environment.mjs';
import { rows } from './rivals/rows.mjs';
import { openSubject } from './rivals/subject.mjs';
import { machine, quantile, writeSection } from './write-section.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '15' } },
});
const ROUNDS = Number(values.rounds);
const MOST_ROUNDS = 4 * ROUNDS;
/** Long enough for the clock that tells what other processes took. */
const ROUND_MS = 250;
/** Undisturbed rounds that each subject needs; with fewer, all count, and the row says so. */
const FEWEST = Math.min(5, ROUNDS);
/** Share of one processor that others may take in a round that counts. */
const DISTURBED = 0.1;
const WARM_UP = 3;
/** Before each round: ONNX Runtime's threads look for work for 50 ms after their last step, on the next subject's processors. */
const PAUSE_MS = 100;
const MB = 2 ** 20;

/** @param {import('./rivals/rows.mjs').Row} row */
async function measure(row) {
  const ours = { worker: /** @type {const} */ ('tfjs'), mode: row.backend };
  const subjects = [];
  for (const subject of [ours, ...row.rivals]) {
    const opened = await openSubject(subject, row);
    const { now } = opened.memory();
    const { ms } = await opened.steps(WARM_UP);
    const { peak } = opened.memory();
    const inARound = Math.ceil(ROUND_MS / Math.min(...ms));
    subjects.push({ ...opened, inARound, memory: { before: now, peak } });
  }
  const counts = new Set(subjects.map(({ parameters }) => parameters));
  if (counts.size !== 1) throw new Error(`${row.name}: the nets differ: ${[...counts]} parameters`);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (const { times, disturbed, steps, inARound } of subjects) {
      await setTimeout(PAUSE_MS);
      const { ms, disturbance } = await steps(inARound);
      (disturbance < DISTURBED ? times : disturbed).push(mean(ms));
    }
    if (subjects.every(({ times }) => times.length >= ROUNDS)) break;
  }
  for (const { close } of subjects) await close();
  const quiet = subjects.every(({ times }) => times.length >= FEWEST);
  const results = subjects.map(({ worker, mode, version, times, disturbed, memory }) => {
    const counted = quiet ? times : [...times, ...disturbed];
    const [low = 0, median = 0, high = 0] = [0.25, 0.5, 0.75].map((share) =>
      quantile(counted, share),
    );
    const rounds = counted.length;
    return { name: `${worker} ${mode}`, worker, version, rounds, low, median, high, memory };
  });
  const [mine, ...others] = results;
  if (mine === undefined) throw new Error('nothing was measured');
  const [best] = others.toSorted((a, b) => a.median - b.median);
  if (best === undefined) throw new Error(`${row.name} has no rival`);
  return { row, mine, others, best, quiet, ratio: mine.median / best.median };
}

/** @param {readonly number[]} numbers */
const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const ms = (/** @type {number} */ value) => value.toFixed(value < 100 ? 1 : 0);
const mb = (/** @type {number} */ value) => (value / MB).toFixed(0);

/** @param {{ low: number, median: number, high: number, rounds: number }} result */
const timeOf = ({ low, median, high, rounds }) =>
  `${ms(median)} (${ms(low)} to ${ms(high)}; ${rounds})`;

/** @param {Awaited<ReturnType<typeof measure>>} result */
function lineOf({ row, mine, best, ratio, others, quiet }) {
  const rest = others.filter((other) => other !== best).map((o) => `${o.name} ${ms(o.median)}`);
  const verdict = ratio <= row.target ? 'met' : `missed by ${(ratio - row.target).toFixed(2)}`;
  return [
    `${row.name} (batch ${row.batch})${quiet ? '' : ', machine not quiet'}`,
    timeOf(mine),
    `${best.name} ${timeOf(best)}`,
    ratio.toFixed(2),
    `${row.target} ${verdict}`,
    rest.join(', '),
    `${mb(mine.memory.peak)} / ${mb(best.memory.peak)}`,
    `${mb(mine.memory.peak - mine.memory.before)} / ${mb(best.memory.peak - best.memory.before)}`,
  ].join(' | ');
}

const wanted = rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (wanted.some(({ rivals }) => rivals.some(({ worker }) => worker === 'pytorch'))) setUpPytorch();
const results = [];
for (const row of wanted) {
  const result = await measure(row);
  results.push(result);
  console.log(lineOf(result));
}
if (positionals.length === 0) {
  const torch = results.flatMap(({ others }) => others).find(({ worker }) => worker === 'pytorch');
  writeSection(
    'rivals',
    `## Against PyTorch and ONNX Runtime

The nets of \`@picojoule/nets\` on 32 x 32 images, the same in PyTorch ${torch?.version} (equal parameter counts are checked). A training
step is forward, backward and momentum update, the loss read. Each subject is a process of its own, and they take
steps in turn, in rounds of ${ROUND_MS} ms or one step, after ${WARM_UP} steps to warm up; of the rivals the fastest counts. A round in
which other processes took more than ${DISTURBED} of a processor is left out; a row with fewer than ${FEWEST} others takes all, and says so. Wall-clock, measured on ${machine}.
Peak memory is that of the process up to its third step, whole and above what it held before the first.

| what | ours: median (quartiles; rounds), ms | fastest rival, ms | ratio | target | other rivals, ms | peak memory, MiB, ours / rival | of the steps, MiB |
|---|---|---|---|---|---|---|---|
${results.map((result) => `| ${lineOf(result)} |`).join('\n')}
`,
  );
}
