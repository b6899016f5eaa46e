import { checkModel, type OutputCheck } from '../check/check-model.ts';
import { checkVerdict } from '../check/check-verdict.ts';
import { modelSummary } from '../check/model-summary.ts';
import { randomWeights } from '../check/random-weights.ts';
import { defineCommand } from '../command.ts';
import { demandMemory } from '../model/demand-memory.ts';
import { fixedBatch } from '../model/fixed-batch.ts';
import { readModel } from '../model/read-model.ts';
import { chooseBackend } from '../plugins/choose-backend.ts';
import { numberOption } from '../terminal/number-option.ts';
import { refuseAlone } from '../terminal/refuse-alone.ts';

const example = 'pj import model.onnx --check';
const call = { command: 'import', example };

export const importModel = defineCommand({
  example,
  args: {
    model: { type: 'positional', required: true, description: 'An ONNX file' },
    check: { type: 'boolean', description: 'Run it here and in ONNX Runtime, and compare' },
    'random-weights': {
      type: 'boolean',
      description: 'Check with seeded random weights instead of its own',
    },
    batch: { type: 'string', valueHint: 'images', description: 'Where the file leaves it open' },
    seed: {
      type: 'string',
      valueHint: 'number',
      description: 'Of inputs and weights, for --check (Default: 1)',
    },
    backend: { type: 'string', valueHint: 'plugin', description: 'For --check' },
    importer: { type: 'string', valueHint: 'plugin', description: 'Of the model file' },
  },
  async run(args, { directory, progress, print }) {
    refuseAlone(args, ['random-weights', 'seed', 'backend'], 'check', call);
    const range = { least: 1, most: 65_536, whole: true };
    const batch = numberOption('--batch', args.batch, range, call);
    const seed = numberOption(
      '--seed',
      args.seed ?? '1',
      { least: 0, most: 2 ** 32 - 1, whole: true },
      call,
    );
    const { importer } = args;
    const { graph, path } = await readModel(args.model, directory, { progress, batch, importer });
    const { summary, ...report } = modelSummary(graph, args.model, batch ?? 1);
    const lines = [...summary, ...fixedBatch(graph, batch)];
    if (args.check !== true) {
      print({ ...report, summary: lines });
      return 0;
    }
    const backend = await chooseBackend({ name: args.backend, directory, progress });
    const images = batch ?? 2;
    demandMemory(graph, backend, { batch: images });
    const { exportOnnx } = await import('@picojoule/onnx');
    const random = args['random-weights'] === true ? randomWeights(graph, seed) : undefined;
    const check = await checkModel({
      graph: random ?? graph,
      file: random === undefined ? path : exportOnnx(random),
      backend,
      batch: images,
      seed,
    });
    print({
      ...report,
      summary: [...lines, ...checkVerdict(check)],
      sections: [...report.sections, checksSection(check.outputs, backend.name)],
    });
    return check.outputs.every(({ ok }) => ok) ? 0 : 1;
  },
});

const checksSection = (checks: readonly OutputCheck[], backend: string) => ({
  title: `Checked on ${backend}`,
  table: {
    columns: [
      { title: 'comparison' },
      { title: 'output' },
      { title: 'max|a-b| / max|b|' },
      { title: 'agrees' },
    ],
    rows: checks.map(({ what, output, error, ok, notFinite }) => [
      what,
      output,
      notFinite.length > 0 ? 'not finite' : Number.isNaN(error) ? 'sizes differ' : error,
      ok ? 'yes' : 'NO',
    ]),
  },
});
