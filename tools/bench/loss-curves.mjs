// Whether every backend learns as float32 does: its loss over 300 steps against a band of five seeds,
// which is fixed in loss-curves/<dataset>-band.json. `node tools/bench/loss-curves.mjs --band` makes
// that file anew. Fashion-MNIST, or MNIST where it is absent.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { train } from '@picojoule/core';
import { fashionMnist, mnist } from '@picojoule/data';
import { quickstartNet } from '@picojoule/nets';
import { createRandom } from '@picojoule/spec';
import * as tfjs from '@picojoule/tfjs';
import { bandOf, farthest, SEEDS, WIDTH } from './loss-curves/band.mjs';
import { machine, writeSection } from './write-section.mjs';

const [STEPS, EVERY, BATCH, RATE] = [300, 10, 128, 0.05];
const SEED = SEEDS[0] ?? 1;
const makeBand = process.argv.includes('--band');

const { dataset, name } = await fashionMnist()
  .open()
  .then((open) => ({ dataset: open, name: 'fashion-mnist' }))
  .catch(async () => ({ dataset: await mnist().open(), name: 'mnist' }));
const images = Uint32Array.from({ length: dataset.info.size.train }, (_, i) => i);

/**
 * Mean losses of ten steps each.
 * @param {import('@picojoule/tfjs').ChosenBackend['backend']} backend
 * @param {number} seed
 */
async function curveOf(backend, seed) {
  const { history } = await train({
    graph: quickstartNet({ seed }),
    dataset,
    images,
    backend,
    savers: [],
    length: { steps: STEPS },
    batchSize: BATCH,
    learningRate: RATE,
    warmUp: 0.1,
    momentum: 0.9,
    weightDecay: 5e-4,
    random: createRandom(seed),
    seed,
    part: 'curve',
    checkpointEvery: EVERY,
    progress: { update() {}, line() {} },
    signal: new AbortController().signal,
  });
  return history.map(({ loss }) => Number(loss.toFixed(5)));
}

const folder = join(import.meta.dirname, 'loss-curves');
const path = join(folder, `${name}-band.json`);
const { backend: reference } = tfjs.chooseBackend();
if (makeBand || !existsSync(path)) {
  const curves = [];
  for (const seed of SEEDS) curves.push(await curveOf(reference, seed));
  const made = { dataset: name, backend: reference.name, steps: STEPS, seeds: SEEDS, curves };
  writeFileSync(path, `${JSON.stringify(made)}\n`);
}
if (!makeBand) {
  const band = bandOf(JSON.parse(readFileSync(path, 'utf8')).curves);
  const found = Object.entries(tfjs).flatMap(([key, value]) =>
    /^tfjs[A-Z]/.test(key) ? [/** @type {typeof tfjs.tfjsWasm} */ (value)] : [],
  );
  /** @type {Record<string, number[]>} */
  const curves = {};
  for (const plugin of found) {
    const backend = plugin();
    // Native ones need a library that may not be set up.
    if (backend.name !== 'tfjs-wasm' && reference.name === 'tfjs-wasm') continue;
    curves[backend.name] = await curveOf(backend, SEED);
  }
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ seed: SEED, curves })}\n`);
  const rows = Object.entries(curves).map(([backend, curve]) => {
    const off = farthest(band, curve);
    const last = curve.at(-1) ?? Number.NaN;
    return `| ${backend} | ${last.toFixed(3)} | ${off.toFixed(2)} | ${off <= WIDTH ? 'yes' : 'NO'} |`;
  });
  writeSection(
    'loss-curves',
    `## Loss curves

The quickstart's net on ${dataset.info.title}, ${STEPS} steps of batch ${BATCH}, means of ${EVERY} steps. The band, fixed beforehand: mean and
${WIDTH} standard deviations of ${SEEDS.length} seeds on ${JSON.parse(readFileSync(path, 'utf8')).backend} in float32; compared is seed ${SEED}. (A seed of its own would
leave so narrow a band now and then: five seeds estimate a deviation badly.) Run on ${machine}.

| backend | last loss | farthest from the mean, in deviations | within the band |
|---|---|---|---|
${rows.join('\n')}
`,
  );
}
await dataset.close();
process.exit(0);
