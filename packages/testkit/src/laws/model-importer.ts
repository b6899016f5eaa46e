import { type Graph, type ModelImporter, valuesOf } from '@picojoule/spec';
import fc from 'fast-check';
import { graphArbitrary } from '../arbitraries/graph.ts';
import { demand, demandEqual, demandPicojouleError, demandUntouched } from '../demand.ts';
import { forAll } from '../for-all.ts';
import { type Law, law } from '../law.ts';

export interface ImporterSubject {
  readonly importer: ModelImporter;
  /** A small file of the format. */
  readonly sample: Uint8Array;
  /** Longest time that one damaged file may take, in ms; 2000 by default. */
  readonly patience?: number;
}

const importerLaw = (
  name: string,
  check: (subject: ImporterSubject) => Promise<void> | void,
  applies?: (subject: ImporterSubject) => boolean,
): Law<ImporterSubject> => law(name, check, applies);

/** What a network is, apart from the names of its file and of its blocks, and with masks applied. */
const networkOf = ({ inputs, outputs, nodes, parameters, masks }: Graph) => ({
  inputs,
  outputs,
  nodes,
  parameters: Object.fromEntries(
    Object.entries(parameters).map(([name, source]) => [
      name,
      {
        type: source.type,
        shape: [...source.shape],
        values: valuesOf(source).map((value, i) => (masks[name]?.[i] === 0 ? 0 : value)),
      },
    ]),
  ),
});

/** True when the bytes import, false when they are refused with a PicojouleError; both in time. */
function attempt({ importer, patience = 2000 }: ImporterSubject, bytes: Uint8Array): boolean {
  const start = performance.now();
  const imported = imports(importer, bytes);
  const took = Math.round(performance.now() - start);
  demand(took <= patience, `import took ${took} ms, more than ${patience} ms`);
  return imported;
}

function imports(importer: ModelImporter, bytes: Uint8Array): boolean {
  try {
    importer.import(bytes);
    return true;
  } catch (error) {
    demandPicojouleError(error, 'what import throws');
    return false;
  }
}

/** The laws of model importers. */
export const modelImporterLaws: readonly Law<ImporterSubject>[] = [
  importerLaw('extensions are lower-case, with their dot', ({ importer }) => {
    demand(importer.extensions.length > 0, 'there are none');
    for (const extension of importer.extensions) {
      demand(/^(\.[a-z0-9_]+)+$/.test(extension), `"${extension}" is none`);
    }
  }),
  importerLaw('importing is a function of the bytes, which stay as they are', async (subject) => {
    const { importer, sample } = subject;
    const imported = (bytes: Uint8Array) => {
      demand(imports(importer, bytes), 'the sample is refused');
      return importer.import(bytes);
    };
    const first = await demandUntouched(sample, 'the bytes', () => imported(sample));
    demandEqual(imported(sample.slice()), first, 'imported a second time');
    const shifted = new Uint8Array([7, 7, 7, ...sample]).subarray(3);
    demandEqual(imported(shifted), first, 'imported from the middle of a buffer');
  }),
  importerLaw('bytes that are no model are refused with a PicojouleError', (subject) =>
    forAll(
      fc.uint8Array({ maxLength: 200 }),
      (bytes) => {
        // A few drawn bytes may by chance be a file without any node, but never the sample.
        if (attempt(subject, bytes)) {
          const graph = subject.importer.import(bytes);
          demand(graph.nodes.length === 0, `${bytes.length} drawn bytes are a network`);
        }
      },
      300,
    ),
  ),
  importerLaw('a truncated file is refused or imports what it holds, in time', (subject) =>
    forAll(
      fc.nat(subject.sample.length),
      (length) => {
        attempt(subject, subject.sample.slice(0, length));
      },
      200,
    ),
  ),
  importerLaw('a damaged file is refused or imports what it holds, in time', (subject) => {
    const { length } = subject.sample;
    const damage = fc.record({ at: fc.nat(Math.max(0, length - 1)), value: fc.nat(255) });
    return forAll(
      fc.array(damage, { minLength: 1, maxLength: 6 }),
      (damages) => {
        const bytes = subject.sample.slice();
        for (const { at, value } of damages) bytes[at] = value;
        attempt(subject, bytes);
      },
      300,
    );
  }),
  importerLaw(
    'importing what export made gives an equal network',
    ({ importer, sample }) =>
      forAll(
        fc.oneof(graphArbitrary, fc.constant(importer.import(sample))),
        async (graph) => {
          const bytes = await demandUntouched(graph, 'the graph', () => importer.export!(graph));
          demandEqual(networkOf(importer.import(bytes)), networkOf(graph), 'the network');
        },
        20,
      ),
    ({ importer }) => importer.export !== undefined,
  ),
];
