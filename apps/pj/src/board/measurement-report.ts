import type { Column, Provenance, Report, ReportSection } from '@picojoule/spec';
import { isVerilated } from './bench-file.ts';
import type { Measurement } from './measurement.ts';

type Phase = Measurement['idle'];

/** A measurement as a report. */
export function measurementReport(measurement: Measurement): Report {
  const { board, network, simulated, calibration, window } = measurement;
  return {
    title: `Energy of training ${network} on ${board}${simulated ? ', simulated' : ''}`,
    summary: [
      ...(simulated
        ? [
            'Simulated: samples of a simulated sensor on a rail whose power is made up. No saving can be told from them.',
          ]
        : []),
      `Each phase was repeated over ${measurement.phases[0]?.windows ?? 0} windows of at least ${window} s, with a window of idling before and after; figures are medians.`,
      calibration === undefined
        ? uncalibrated(measurement)
        : `U is the expanded uncertainty (k = 2); the bench was calibrated on ${calibration.date}.`,
    ],
    sections: [energies(measurement), ...budget(measurement), bench(measurement)],
  };
}

function uncalibrated(measurement: Measurement): string {
  const none = 'There is no calibration of this bench, so no uncertainty is stated';
  return isVerilated(measurement)
    ? `${none}; started as \`pj board sim --rtl --loads\`, the verilated board takes known loads for \`pj calibrate --port\` (docs/guide/boards.md).`
    : `${none}; \`pj calibrate\` makes one.`;
}

const MICRO = 1e6;
const micro = (joules: number | undefined) => (joules === undefined ? null : MICRO * joules);

function energies({ simulated, idle, phases }: Measurement): ReportSection {
  const provenance: Provenance = simulated ? 'simulated' : 'measured';
  const energy = (title: string): Column => ({
    title,
    unit: 'uJ',
    provenance,
    format: { digits: 3 },
  });
  const known = phases.some(({ truth }) => truth !== undefined);
  const row = (name: string, { seconds, repetitions, gross, net, truth }: Phase, idles = false) => [
    name,
    1000 * seconds,
    repetitions,
    micro(gross.joules)!,
    micro(gross.uncertainty),
    idles ? null : micro(net.joules),
    idles ? null : micro(net.uncertainty),
    ...(known ? [micro(truth)] : []),
  ];
  return {
    title: 'Energy of one repetition',
    text: 'Gross is all that the rail took; net is less what idling takes in the same time. Idle means clock, PLL and poller on, the array gated.',
    table: {
      columns: [
        { title: 'phase' },
        { title: 'lasts', unit: 'ms', format: { digits: 4 } },
        { title: 'repetitions', format: 'integer' },
        energy('gross'),
        energy('U'),
        energy('net'),
        energy('U of net'),
        ...(known ? [energy('true gross')] : []),
      ],
      rows: [...phases.map((phase) => row(phase.name, phase)), row('idle, one second', idle, true)],
    },
  };
}

/** Standard uncertainties of each phase, relative. */
function budget({ phases, calibration }: Measurement): ReportSection[] {
  if (calibration === undefined) return [];
  const names = [...new Set(phases.flatMap(({ net }) => net.terms.map(({ name }) => name)))];
  return (['gross', 'net'] as const).map((kind) => ({
    title: `Uncertainty budget, ${kind}`,
    text: 'Standard uncertainties, in parts per million of the energy.',
    table: {
      columns: [
        { title: 'source' },
        ...phases.map(({ name }): Column => ({ title: name, unit: 'ppm', format: { digits: 1 } })),
      ],
      rows: names.map((name) => [
        name,
        ...phases.map((phase) => {
          const { joules, terms } = phase[kind];
          const term = terms.find((one) => one.name === name);
          return term === undefined ? null : (1e6 * term.joules) / joules;
        }),
      ]),
    },
  }));
}

function bench(measurement: Measurement): ReportSection {
  const { board, bitstream, sensor, shunt, calibration, clock } = measurement;
  return {
    title: 'Bench',
    table: {
      columns: [{ title: 'property' }, { title: 'value' }],
      rows: [
        ['board', board],
        ['bitstream', /^0+$/.test(bitstream) ? 'none' : bitstream],
        ['sensor', sensor],
        ['shunt, ohm', shunt],
        ['calibrated', calibration?.date ?? 'no'],
        ['clock against the host, ppm', Number(clock.drift.toFixed(3))],
        ['offset to the host known to, ms', Number(clock.uncertainty.toFixed(4))],
      ],
    },
  };
}
