import { type Report, type ReportSection, unitName } from '@picojoule/spec';
import type { Claim } from '../claims.ts';
import { type ArmRecord, skippedShare } from './arm-record.ts';
import { SKIPS } from './families.ts';
import { ABOVE, secondsAbove } from './time-against.ts';
import type { Interval } from './time-stage.ts';
import { timeSection } from './work-sections.ts';

/** Scheduled steps of plain training that are run. */
export const STEPS = 200;
/** Images of a step: few, as it is the steps that are counted. */
export const BATCH = 32;
/** The paper's trainings see the images of 64 000 steps of 128. */
const PAPER_STEPS = (64_000 * 128) / BATCH;
/** Largest share of a network's operations that gates may take. */
const GATES = 0.0004;
/** Largest distance of a realised share from the share that gates were to skip. */
const OFF = 0.02;

/** One network with the arms that it ran. */
export interface DeepNet {
  readonly name: string;
  readonly arms: readonly {
    readonly key: string;
    readonly what: string;
    readonly family: string;
    readonly record: ArmRecord;
  }[];
  /** Of steps that were timed in turn. */
  readonly times: readonly Interval[];
}

/** MACs of the gates, as a share of those that the whole network takes in as many steps. */
export function gateShare(
  { passes, executed }: Pick<ArmRecord, 'passes' | 'executed'>,
  plain: Pick<ArmRecord, 'macs' | 'executed'>,
): number {
  return (passes.gate ?? 0) / ((plain.macs.executed / plain.executed) * executed);
}

const standardOf = ({ arms }: DeepNet): ArmRecord =>
  arms.find(({ key }) => key === 'standard')!.record;

/** What does not depend on the machine is committed; seconds are judged in the run alone. */
export function deepFigures(nets: readonly DeepNet[]) {
  const values: Record<string, number> = {};
  const claims: Claim[] = [];
  for (const net of nets) {
    const plain = standardOf(net);
    for (const { key, family, record } of net.arms) {
      values[`${net.name} ${key} energy`] = record.energy / plain.energy;
      for (const { work, above } of secondsAbove(net.times, key)) {
        const what = `${net.name} ${key}: seconds at most ${ABOVE} above its ${work}`;
        claims.push({ what, figure: above, is: '<=', than: ABOVE });
      }
      const skip = SKIPS.find((one) => [`slu-${one}`, `all-${one}`].includes(key));
      if (skip !== undefined) {
        const off = Math.abs(skippedShare(record) - skip / 100);
        const what = `${net.name} ${key}: skipped share within ${100 * OFF} points of its target`;
        claims.push({ what, figure: off, is: '<=', than: OFF });
      }
      if (family !== 'slu') continue;
      const figure = `${net.name} ${key} gates`;
      values[figure] = gateShare(record, plain);
      claims.push({ what: `${figure} below ${100 * GATES} %`, figure, is: '<', than: GATES });
    }
  }
  return { values, claims };
}

export const deepReport = (
  nets: readonly DeepNet[],
  { backend, model }: { readonly backend: string; readonly model: string },
): Report => ({
  title: 'Reproduction: E2-Train, deep networks',
  summary: [
    `${STEPS} scheduled steps of ${BATCH} Fashion-MNIST images (28 x 28 x 1) for every arm, one seed; backend ${backend}, energy modelled by "${model}". No accuracy is claimed.`,
    `Extrapolated columns multiply these steps up to ${PAPER_STEPS} scheduled ones: shares that savers would reach later, and the pass for averages at the end, are then counted wrongly.`,
  ],
  sections: nets.flatMap((net) => {
    const { title, ...section } = timeSection(net.arms, net.times);
    return [netSection(net, model), { ...section, title: `${net.name}: time against the ledger` }];
  }),
});

function netSection(net: DeepNet, model: string): ReportSection {
  const plain = standardOf(net);
  const times = PAPER_STEPS / STEPS;
  return {
    title: net.name,
    text: 'Seconds are those of training alone, one arm after the other, with whatever else the machine did, and of an arm that was stopped those of all its pieces: how savers compare in time, the next table says. Emulated widths save no time. Gates: their MACs, as a share of those of the whole network in as many steps.',
    table: {
      columns: [
        { title: 'Arm' },
        { title: 'Executed steps', format: 'integer' },
        { title: 'Executed MACs', format: 'si' },
        { title: 'MACs of plain', format: 'percent' },
        { title: 'Time', unit: 's', provenance: 'measured', format: { digits: 1 } },
        { title: 'Time of plain', format: 'percent' },
        { title: 'Energy', unit: unitName('J'), provenance: 'modelled', format: 'si' },
        { title: 'Energy of plain', format: 'percent' },
        { title: 'Skipped', format: 'percent' },
        { title: 'Gates', format: { digits: 6 } },
        { title: `Extrapolated time, ${PAPER_STEPS} steps`, unit: 'h', format: { digits: 1 } },
        {
          title: `Extrapolated energy by ${model}`,
          ...{ unit: unitName('J'), provenance: 'modelled', format: 'si' },
        },
      ],
      rows: net.arms.map(({ what, record }) => [
        ...[what, record.executed, record.macs.executed],
        record.macs.executed / plain.macs.executed,
        ...[record.seconds, record.seconds / plain.seconds],
        ...[record.energy, record.energy / plain.energy],
        ...[skippedShare(record), gateShare(record, plain)],
        ...[(record.seconds * times) / 3600, record.energy * times],
      ]),
    },
  };
}
