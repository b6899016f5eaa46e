import type { Graph, ModelImporter } from '@picojoule/spec';
import { test } from 'vitest';
import { jsonImporter } from '../fakes/json-importer.ts';
import { smallGraph } from '../graphs.ts';
import { lawProofs } from '../law-proofs.ts';
import { nullImporter } from '../nulls/nulls.ts';
import { type ImporterSubject, modelImporterLaws } from './model-importer.ts';

const sample = jsonImporter().export(smallGraph());
const right = (): ImporterSubject => ({ importer: jsonImporter(), sample });
const changed =
  (change: (importer: ReturnType<typeof jsonImporter>) => Partial<ModelImporter>) =>
  (): ImporterSubject => {
    const importer = jsonImporter();
    return { importer: { ...importer, ...change(importer) }, sample, patience: 100 };
  };

const first = smallGraph();
const broken: Record<string, () => ImporterSubject> = {
  'extensions are lower-case, with their dot': changed(() => ({ extensions: ['.ONNX'] })),
  'importing is a function of the bytes, which stay as they are': changed((importer) => ({
    // Reads its buffer, not its view of it.
    import: (bytes) => importer.import(new Uint8Array(bytes.buffer)),
  })),
  'bytes that are no model are refused with a PicojouleError': changed(() => ({
    import: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Graph,
  })),
  'a truncated file is refused or imports what it holds, in time': changed((importer) => ({
    import(bytes) {
      if (bytes.length < sample.length) throw new RangeError('index out of range');
      return importer.import(bytes);
    },
  })),
  'a damaged file is refused or imports what it holds, in time': changed((importer) => ({
    import(bytes) {
      const end = performance.now() + 150;
      if (bytes[0] === sample[0]) return importer.import(bytes);
      while (performance.now() < end);
      return importer.import(bytes);
    },
  })),
  'importing what export made gives an equal network': changed((importer) => ({
    export: (graph) => importer.export({ ...graph, parameters: first.parameters }),
  })),
};

for (const { name, check } of lawProofs(modelImporterLaws, right, broken)) test(name, check);

test('an importer without export has no law about it to break', async () => {
  const last = modelImporterLaws.at(-1)!;
  const subject = { importer: nullImporter(), sample };
  if (last.applies(subject)) throw new Error('it applies');
});
