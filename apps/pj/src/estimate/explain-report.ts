import type { EnergyModel, LayerExplanation, Plugin, Report, Workload } from '@picojoule/spec';
import { explanationSections, partsSection } from './explanation-sections.ts';
import { findPasses } from './find-passes.ts';
import type { Network } from './network.ts';
import { passName } from './parts.ts';

/** What a model makes of one layer, for the whole batch: mapping, loop nest and accesses, or what there is of them. */
export function explainReport(
  network: Network,
  model: Plugin<'energy', EnergyModel>,
  name: string,
): Report {
  const workloads = findPasses(network.workloads, name);
  const estimate = model.estimate(workloads);
  const passes = workloads.map((workload) => explainPass(model, workload));
  const what = estimate.proxy === undefined ? 'energies are' : 'what it counts is';
  const [first] = workloads as [Workload];
  return {
    title: `${passes.length === 1 ? passName(first) : first.layer} of ${network.name}`,
    summary: [
      `Explained by ${estimate.model}${network.batch === undefined ? '' : `, for a batch of ${network.batch}`}; ${what} of the whole batch.`,
      ...workloads.map((workload) => `${passName(workload)}: ${shapeOf(workload)}.`),
      ...network.notes,
      ...missingNotes(passes),
    ],
    sections: passes.flatMap(({ sections }, i) =>
      sections(passes.length === 1 ? '' : `, ${workloads[i]!.pass}`),
    ),
  };
}

interface ExplainedPass {
  readonly name: string;
  /** What a reader may look for in vain, and why. */
  readonly missing?: { readonly what: 'Not priced' | 'No mapping'; readonly why: string };
  sections(suffix: string): Report['sections'];
}

function explainPass(model: EnergyModel, workload: Workload): ExplainedPass {
  const name = passName(workload);
  const { layers, unpriced, ...unit } = model.estimate([workload]);
  const [layer] = layers;
  if (layer === undefined) {
    const why = unpriced[0]?.reason ?? 'the model gives no reason';
    return { name, missing: { what: 'Not priced', why }, sections: () => [] };
  }
  const explanation = model.explain?.(workload);
  if (explanation === undefined) {
    const why = `${unit.model} prices without one`;
    return {
      ...{ name, missing: { what: 'No mapping', why } },
      sections: (suffix) => [partsSection(layer, unit, suffix)],
    };
  }
  const { mapping, accesses } = explanation;
  return {
    name,
    ...(mapping.length === 0 && {
      missing: { what: 'No mapping', why: whyUnmapped(workload, accesses) },
    }),
    sections: (suffix) => explanationSections(explanation, unit, suffix),
  };
}

function whyUnmapped({ macs }: Workload, accesses: LayerExplanation['accesses']): string {
  if (macs > 0) return 'the model states none';
  return accesses.every(({ count }) => count === 0)
    ? 'no MACs, and no value is read, worked on or written'
    : 'no MACs; the price is of the values that are read, worked on and written';
}

/** A sentence for each reason, on all passes that have it. */
function missingNotes(passes: readonly ExplainedPass[]): string[] {
  const names = new Map<string, string[]>();
  for (const { name, missing } of passes) {
    if (missing === undefined) continue;
    const key = JSON.stringify(missing);
    names.set(key, [...(names.get(key) ?? []), name]);
  }
  return [...names].map(([key, of]) => {
    const { what, why } = JSON.parse(key) as NonNullable<ExplainedPass['missing']>;
    return `${what}: ${of.join(', ')} (${why}).`;
  });
}

const weighted = ({ kind }: Workload) => kind !== 'data';

const shapeOf = (one: Workload) =>
  [
    `${one.op}, ifmap ${one.inputChannels} x ${one.input.join(' x ')}`,
    ...(weighted(one)
      ? [
          `filters ${one.outputChannels} x ${one.inputChannels / one.groups} x ${one.kernel.join(' x ')}`,
        ]
      : []),
    `ofmap ${one.outputChannels} x ${one.output.join(' x ')}`,
    ...(one.groups > 1 ? [`${one.groups} groups`] : []),
    `${(100 * one.density.input).toFixed(1)} % of the ifmap${weighted(one) ? ` and ${(100 * one.density.weight).toFixed(1)} % of the filters` : ''} not zero`,
  ].join(', ');
