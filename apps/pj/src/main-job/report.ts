import type { Plot, Report, ReportSection } from '@picojoule/spec';
import { cycleSentences } from './cycle-sections.ts';
import { energyAxis, energyColumn, percent, ratioOf, text, whole } from './report-cells.ts';
import type { NetworkRecord, PruningRecord, Results } from './results.ts';
import { predictionSentence, skippingSentence, trainingSections } from './training-sections.ts';

/** The report of a run, from its results alone. */
export function mainJobReport(results: Results): Report {
  return {
    title: `Picojoule run: ${results.title}`,
    summary: summaryOf(results),
    sections: [
      networksSection(results),
      ...(results.prunings.length > 0 ? [removableSection(results), tradeOffSection(results)] : []),
      ...trainingSections(results),
      layersPlot(results),
      ...results.networks.map((network) => layersSection(network, results)),
      checksSection(results),
      secondsSection(results),
      ...(results.prunings.length > 0 ? [editsSection(results)] : []),
    ],
  };
}

/** The unpruned network that the prunings start from: the last trained one. */
function denseOf({ networks, prunings }: Results): NetworkRecord | undefined {
  return networks.at(networks.length - prunings.length - 1);
}

/** The networks after it, one for each pruning. */
const prunedOf = ({ networks, prunings }: Results) =>
  networks.slice(networks.length - prunings.length);

function summaryOf(results: Results): string[] {
  const { energy, prunings, trainings } = results;
  const lines = [
    `Backend ${results.backend}, ${results.dataset}, seed ${results.seed}.`,
    energySentence(energy),
  ];
  lines.push(...(results.devices ?? []).map(deviceSentence));
  const [plain, saved] = [trainings.at(-2), trainings.at(-1)];
  const ratio = plain && saved && ratioOf(saved.executedMacs, plain.executedMacs);
  if (typeof ratio === 'number') {
    lines.push(
      `Training with ${saved!.savers.join(' + ')} executed ${percent(ratio)} of the MACs of plain training on the same schedule (ledger).`,
    );
  }
  lines.push(...trainings.flatMap(skippingSentence), ...trainings.flatMap(predictionSentence));
  lines.push(...trainings.flatMap(cycleSentences));
  for (const pruning of prunings) lines.push(removableSentence(pruning, results));
  return lines;
}

const energySentence = ({ model, unit, batch, bits, proxy }: Results['energy']) =>
  proxy === undefined
    ? `Energy is modelled by "${model}" in ${unit === 'J' ? 'joules' : 'units of one multiply-accumulate'}, batch ${batch}, ${bits} bits; nothing here was measured.`
    : `"${model}" counts ${proxy.counts}${proxy.perImage ? ` per image, batch ${batch}` : ''}; what stands as energy here is that count, and no energy.`;

function deviceSentence({
  board,
  clock,
  simulated,
}: NonNullable<Results['devices']>[number]): string {
  const kind = simulated ? 'simulated: no hardware was involved' : 'hardware';
  return `Networks ran on the board "${board}" at ${clock / 1e6} MHz (${kind}).`;
}

function removableSentence(pruning: PruningRecord, results: Results): string {
  const { dense, pruned, share } = pruning.removable;
  const own = prunedOf(results)[results.prunings.indexOf(pruning)];
  const start = denseOf(results);
  const times = ratioOf(dense, pruned);
  const plain = own && start && ratioOf(start.energy, own.energy);
  const remarks = [
    times === null
      ? ''
      : `${times.toFixed(2)} times less with the dense network's activation densities`,
    typeof plain === 'number' ? `plain ratio ${plain.toFixed(2)} with activations as they are` : '',
  ].filter((remark) => remark !== '');
  const inBrackets = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
  return `${pruning.strategy}: ${percent(share)} of the removable energy removed at a bound of ${pruning.bound} points${inBrackets}.`;
}

function networksSection(results: Results): ReportSection {
  const { networks, trainings, prunings, seconds } = results;
  const dense = denseOf(results);
  const onBackend = networks.some(({ backendAccuracy }) => backendAccuracy !== undefined);
  const rows = networks.map((network) => {
    const training = trainings.find(({ part }) => part === network.name);
    const pruning = prunings[prunedOf(results).indexOf(network)];
    const macs = training?.executedMacs ?? pruning?.executedMacs ?? null;
    return [
      network.name,
      network.accuracy,
      ...(onBackend ? [network.backendAccuracy ?? null] : []),
      network.nonZeroWeights,
      network.effectualMacs,
      network.energy,
      dense === undefined ? null : ratioOf(network.energy, dense.energy),
      macs,
      seconds[network.name] ?? null,
    ];
  });
  const images = networks[0]?.testImages ?? 0;
  return {
    title: 'Networks',
    text: `Accuracy in ONNX Runtime on all ${images} test images, which nothing before had seen${onBackend ? `; "on ${results.backend}" is the same on the backend, in its few bits` : ''}. Effectual MACs: both operands non-zero, by the product of densities; products with padding are left out. Executed MACs: from the ledger, of the network's training or of its fine-tuning and trial evaluations.`,
    table: {
      columns: [
        text('Network'),
        { title: 'Test accuracy', format: 'percent' },
        ...(onBackend ? [{ title: `On ${results.backend}`, format: 'percent' } as const] : []),
        whole('Non-zero weights'),
        { title: 'Effectual MACs per image', format: 'si' },
        energyColumn(results),
        { title: 'Energy against unpruned', format: 'percent' },
        { title: 'Executed MACs', format: 'si' },
        { title: 'Wall-clock', unit: 's', format: { digits: 1 } },
      ],
      rows,
    },
  };
}

function removableSection(results: Results): ReportSection {
  const column = (title: string) => energyColumn(results, title);
  return {
    title: 'Removable energy',
    text: 'Feature maps cost energy that no pruning can remove. The share is (dense - pruned) / (dense - no weight left), all three with the activation densities of the dense network. The bound is held on training images set aside.',
    table: {
      columns: [
        text('Strategy'),
        { title: 'Bound', unit: 'points', format: { digits: 2 } },
        { title: 'Lost on held-out images', unit: 'points', format: { digits: 2 } },
        { title: 'Lost on test images', unit: 'points', format: { digits: 2 } },
        column('Dense'),
        column('Pruned'),
        column('No weight left'),
        { title: 'Removable energy removed', format: 'percent' },
      ],
      rows: results.prunings.map((pruning, i) => [
        pruning.strategy,
        pruning.bound,
        100 * (pruning.denseAccuracy - pruning.accuracy),
        100 * (denseOf(results)!.accuracy - prunedOf(results)[i]!.accuracy),
        pruning.removable.dense,
        pruning.removable.pruned,
        pruning.removable.empty,
        pruning.removable.share,
      ]),
    },
  };
}

function tradeOffSection(results: Results): ReportSection {
  const { prunings } = results;
  const plot: Plot = {
    kind: 'scatter',
    x: { label: energyAxis(results) },
    y: { label: 'Accuracy on held-out images (%)' },
    series: prunings.map(({ strategy, points }) => ({
      name: strategy,
      points: points.map(({ energy, accuracy }) => [energy, 100 * accuracy] as const),
    })),
  };
  const floor = 100 * prunings[0]!.denseAccuracy - prunings[0]!.bound;
  return {
    title: 'Accuracy against energy',
    text: `Every edit after its fine-tuning; those below ${floor.toFixed(2)} % were reverted.`,
    plot,
  };
}

function editsSection(results: Results): ReportSection {
  return {
    title: 'Edits',
    text: 'What each strategy proposed, fine-tuned by the driver and tried on the held-out images.',
    table: {
      columns: [
        text('Strategy'),
        whole('Edit'),
        text('What'),
        text('Verdict'),
        { title: 'Held-out accuracy', format: 'percent' },
        whole('Non-zero weights'),
        energyColumn(results),
      ],
      rows: results.prunings.flatMap(({ strategy, points }) =>
        points.map((point) => [
          strategy,
          point.edit,
          point.note,
          point.accepted ? 'accepted' : 'reverted',
          point.accuracy,
          point.nonZeroWeights,
          point.energy,
        ]),
      ),
    },
  };
}

function layersPlot(results: Results): ReportSection {
  const shown = [denseOf(results)!, ...prunedOf(results)];
  const layers = shown[0]!.layers.map(({ layer }) => layer);
  return {
    title: 'Energy by layer',
    plot: {
      kind: 'bar',
      x: { label: 'Layer', categories: layers },
      y: { label: energyAxis(results) },
      series: shown.map((network) => ({
        name: network.name,
        points: network.layers.map(({ energy }, i) => [i, totalOf(energy)] as const),
      })),
    },
  };
}

const totalOf = (energy: NetworkRecord['layers'][number]['energy']) =>
  energy.ifmap + energy.ofmap + energy.weight + energy.computation;

function layersSection(network: NetworkRecord, results: Results): ReportSection {
  const { unpriced, otherEnergies } = network;
  const others = Object.entries(otherEnergies).map(
    ([name, energy]) => `${name} ${Math.round(energy)}`,
  );
  const remarks = [
    unpriced.length > 0 ? `Not priced by the model: ${unpriced.join(', ')}.` : '',
    others.length > 0 ? `Other models, for one image alone: ${others.join(', ')}.` : '',
  ];
  return {
    title: `Energy of "${network.name}" by layer and data type`,
    text: remarks.filter((remark) => remark !== '').join(' '),
    table: {
      columns: [
        text('Layer'),
        ...['Ifmap', 'Ofmap', 'Weight', 'Computation', 'Total'].map((title) =>
          energyColumn(results, title),
        ),
      ],
      rows: network.layers.map(({ layer, energy }) => [
        layer,
        energy.ifmap,
        energy.ofmap,
        energy.weight,
        energy.computation,
        totalOf(energy),
      ]),
    },
  };
}

function checksSection({ checks }: Results): ReportSection {
  return {
    title: 'Outputs against ONNX Runtime',
    text: 'Largest difference, relative to the largest output: max |a - b| / max |b|.',
    table: {
      columns: [text('What'), text('Difference'), text('Limit')],
      rows: checks.map(({ what, error, limit }) => [
        what,
        error.toExponential(1),
        limit?.toExponential(1) ?? 'none',
      ]),
    },
  };
}

function secondsSection({ seconds }: Results): ReportSection {
  return {
    title: 'Wall-clock',
    text: 'Over all sessions of the run.',
    table: {
      columns: [text('Part'), { title: 'Time', unit: 's', format: { digits: 1 } }],
      rows: Object.entries(seconds),
    },
  };
}
