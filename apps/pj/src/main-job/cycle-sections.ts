import type { Provenance, ReportSection } from '@picojoule/spec';
import { percent, ratioOf, text } from './report-cells.ts';
import type { Results, TrainingRecord } from './results.ts';

/** Cycles that a device counted in trainings, beside what their ledgers lead one to expect. */
export function cycleSections(results: Results): readonly ReportSection[] {
  const { trainings } = results;
  const counted = trainings.some(({ cycles }) => cycles !== undefined);
  const predicting = trainings.some(({ cycles }) => cycles?.spared !== undefined);
  return [
    ...(counted ? [cyclesSection(results)] : []),
    ...(predicting ? [tilesSection(results)] : []),
  ];
}

/** Simulated as soon as one device was. */
const provenanceOf = ({ devices = [] }: Results): Provenance =>
  devices.some(({ simulated }) => simulated) ? 'simulated' : 'measured';

/** Cycles of images, and the shares of plain training's that were saved. */
function savingOf({ counted, updates, expected, plain }: NonNullable<TrainingRecord['cycles']>) {
  const images = counted - updates;
  return {
    images,
    off: ratioOf(expected - images, images),
    counted: ratioOf(plain - images, plain),
    expected: ratioOf(plain - expected, plain),
  };
}

function cyclesSection(results: Results): ReportSection {
  const provenance = provenanceOf(results);
  const cycles = (title: string) => ({ title, provenance, format: 'si' }) as const;
  const share = (title: string) => ({ title, format: 'percent' }) as const;
  return {
    title: 'Cycles of the device',
    text: "Counted by the hardware's counters in all programs of the training; updates apart, which come once a batch. Expected from the ledger: cycles of each layer pass in a plain step of one image, times the images that took part in it, less the products that a prediction left out. Saved against plain training of the same scheduled steps.",
    table: {
      columns: [
        text('Training'),
        cycles('Counted'),
        cycles('Updates among them'),
        cycles('Counted for images'),
        cycles('Expected from the ledger'),
        share('Expected is off by'),
        share('Saved, counted'),
        share('Saved, from the ledger'),
      ],
      rows: results.trainings.flatMap(({ part, cycles: found }) => {
        if (found === undefined) return [];
        const { images, off, counted, expected } = savingOf(found);
        const { counted: all, updates, expected: wanted } = found;
        return [[part, all, updates, images, wanted, off, counted, expected]];
      }),
    },
  };
}

function tilesSection({ trainings }: Results): ReportSection {
  const share = (title: string) => ({ title, format: 'percent' }) as const;
  return {
    title: 'Signs predicted in tiles',
    text: 'Of each image, the weights whose gradient the upper planes decide, and the tiles whose weights are all decided: only these are spared the lower planes. A prediction counts from beta times the largest of the step before on, taken as a power of two; in a first step from 1 on. Products are those that the array forms; at most: had every tile been spared.',
    table: {
      columns: [
        text('Training'),
        share('Weights decided'),
        share('Tiles spared'),
        share('Products spared'),
        share('At most'),
      ],
      rows: trainings.flatMap(({ part, cycles, signs }) =>
        signs?.tiles === undefined
          ? []
          : [
              [
                part,
                ratioOf(signs.predicted, signs.weights),
                ratioOf(signs.tiles.spared, signs.tiles.all),
                cycles?.spared ?? null,
                cycles?.sparable ?? null,
              ],
            ],
      ),
    },
  };
}

/** Lines of the summary for a training whose cycles a device counted. */
export function cycleSentences({ part, cycles, signs }: TrainingRecord): string[] {
  if (cycles === undefined) return [];
  const { images, counted, expected } = savingOf(cycles);
  const share = (value: number | null) => (value === null ? 'none' : percent(value, 2));
  const lines = [
    `${part}: the device counted ${images} cycles for images, ${share(counted)} fewer than plain training of the same scheduled steps; the ledger leads one to expect ${share(expected)}.`,
  ];
  if (signs?.tiles === undefined) return lines;
  const hits = share(ratioOf(signs.predicted, signs.weights));
  const tiles = share(ratioOf(signs.tiles.spared, signs.tiles.all));
  lines.push(
    `${part}: the upper planes decided ${hits} of the weights, but ${tiles} of the tiles: ${share(cycles.spared ?? null)} of the products were spared, of ${share(cycles.sparable ?? null)} at most.`,
  );
  return lines;
}
