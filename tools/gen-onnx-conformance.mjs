// Writes docs/method/onnx.md: which of ONNX's own test cases, and which whole models, give the same
// after import, by each way to run the graph. Needs the built packages (`npm run build`), Debian's
// libonnx-testdata, and for the models ../shared/data/models.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { cases: { type: 'string' }, models: { type: 'string' } },
});
const root = join(import.meta.dirname, '..');
const load = (name) => import(join(root, 'packages', name));
const { importOnnx, exportOnnx } = await load('onnx/dist/index.js');
const testing = await load('onnx/dist/testing/index.js');
const { openRuntime } = await load('onnxruntime/dist/index.js');
const { chooseBackend, tfjsWasm } = await load('tfjs/dist/index.js');

const cases = options.cases ?? testing.CONFORMANCE_FOLDER;
const models = options.models ?? join(root, '../shared/data/models');

async function inRuntime(model, inputs) {
  const runtime = await openRuntime(model, { threads: 2 });
  try {
    return await runtime.run(inputs);
  } finally {
    await runtime.close();
  }
}

const inBackend = (backend) => async (graph, inputs) => {
  const session = await backend.open(graph, { seed: 1 });
  try {
    // Outputs that the importer computed are parameters, which no session runs.
    const known = graph.outputs.filter((name) => Object.hasOwn(graph.parameters, name));
    const folded = await session.readTensors(known);
    return { ...folded, ...(await session.run(inputs)).tensors };
  } finally {
    await session.close();
  }
};

const chosen = chooseBackend().backend;
const backends = [tfjsWasm(), ...(chosen.name === 'tfjs-wasm' ? [] : [chosen])];
const ways = [
  ['export, then ONNX Runtime', (graph, inputs) => inRuntime(exportOnnx(graph), inputs)],
  ...backends.map((backend) => [backend.name, inBackend(backend)]),
];

/** What is thrown beside PicojouleErrors is a bug: it is counted as a difference, not hidden. */
async function check(each, evaluate) {
  try {
    return await testing.checkCase(each, evaluate, inRuntime);
  } catch (error) {
    const { suite, name } = each;
    const reason = `error inside: ${String(error.message).split('\n')[0]}`;
    return { suite, name, outcome: 'mismatch', reason, bound: [], folded: false };
  }
}

async function caseReports() {
  const all = testing.readConformanceCases(cases);
  const relevant = all.filter(({ operators }) =>
    operators.every((operator) => testing.relevantOperators.has(operator)),
  );
  const intro = [
    `Of ${all.length} cases, ${relevant.length} hold only operators of the list; a case counts as a match when every output differs by at most ${testing.TOLERANCE} (max abs difference over max abs value).`,
    '',
  ];
  const runs = [];
  for (const [way, evaluate] of ways) {
    const results = [];
    for (const each of relevant) results.push(await check(each, evaluate));
    console.log(
      way,
      results.filter(({ outcome }) => outcome === 'match').length,
      'of',
      results.length,
    );
    runs.push({ way, results });
  }
  return [...intro, testing.conformanceReport(runs)];
}

async function modelTable() {
  const files = readdirSync(models).filter((file) => file.endsWith('.onnx'));
  const rows = [];
  for (const file of files) {
    const isLight = file.startsWith('light_');
    const bytes = readFileSync(join(models, file));
    const model = isLight ? testing.withRandomWeights(bytes, 7) : bytes;
    const graph = importOnnx(model);
    const shapes = Object.fromEntries(graph.inputs.map(({ name, shape }) => [name, shape]));
    const inputs = testing.randomInputs(shapes, 2);
    const wanted = await inRuntime(model, inputs);
    const cells = [];
    for (const [, evaluate] of ways) cells.push(await errorOf(evaluate, graph, inputs, wanted));
    rows.push(
      `| ${file.replace('.onnx', '')}${isLight ? ' (random weights)' : ''} | ${cells.join(' | ')} |`,
    );
    console.log(rows.at(-1));
  }
  return [
    'Largest difference of an output from what ONNX Runtime makes of the original file (max abs difference over max abs value), for seeded random inputs. The weights of the `light_*` files are all one number and were replaced by seeded random ones, in the original and so in the import.',
    '',
    `| model | ${ways.map(([way]) => way).join(' | ')} |`,
    `|---|${ways.map(() => '--:|').join('')}`,
    ...rows,
    '',
  ];
}

async function errorOf(evaluate, graph, inputs, wanted) {
  try {
    const got = await evaluate(graph, inputs);
    const errors = Object.entries(wanted).map(([name, value]) =>
      testing.relativeError(got[name], value),
    );
    return Math.max(...errors).toExponential(1);
  } catch (error) {
    return String(error.message).split('\n')[0];
  }
}

const versions = ['onnxruntime-node', '@tensorflow/tfjs-core'].map((name) => {
  const folder = name.startsWith('onnx') ? 'onnxruntime' : 'tfjs';
  const path = join(root, 'packages', folder, 'node_modules', name, 'package.json');
  return `${name} ${JSON.parse(readFileSync(path, 'utf8')).version}`;
});
const path = join(root, 'docs/method/onnx.md');
const marker = '<!-- generated by tools/gen-onnx-conformance.mjs, do not edit below -->';
const prose = existsSync(path)
  ? readFileSync(path, 'utf8').split(marker)[0]
  : `# ${dirname(path)}\n\n`;
const sections = [
  '## Whole models',
  '',
  ...(existsSync(models) ? await modelTable() : ['No models were there.', '']),
  "## ONNX's own test cases",
  '',
  ...(existsSync(cases) ? await caseReports() : ['No test cases were there.', '']),
  `Versions: ${versions.join(', ')}.`,
  '',
];
writeFileSync(path, `${prose}${marker}\n${sections.join('\n')}`);
