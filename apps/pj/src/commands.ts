import type { Command } from './command.ts';

export interface CommandEntry {
  /** One line, for `pj --help`: it must not need the command's module. */
  readonly summary: string;
  // biome-ignore lint/suspicious/noExplicitAny: commands differ in their arguments
  load(): Promise<Command<any>>;
}

/** All commands by the words that call them. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  run: {
    summary: 'Train, export, estimate, prune and report, as a config says; without one, on MNIST',
    load: async () => (await import('./commands/run.ts')).run,
  },
  estimate: {
    summary: 'Price a network layer by layer and by data type',
    load: async () => (await import('./commands/estimate.ts')).estimate,
  },
  train: {
    summary: 'Train the network of a config with its savers',
    load: async () => (await import('./commands/train.ts')).train,
  },
  prune: {
    summary: 'Prune an ONNX network by energy, under an accuracy bound',
    load: async () => (await import('./commands/prune.ts')).prune,
  },
  measure: {
    summary: 'Measure the energy of each phase of training on a board',
    load: async () => (await import('./commands/measure.ts')).measure,
  },
  calibrate: {
    summary: 'Calibrate the power sensor of a bench with known loads',
    load: async () => (await import('./commands/calibrate.ts')).calibrate,
  },
  report: {
    summary: 'Show the report of a run folder',
    load: async () => (await import('./commands/report.ts')).report,
  },
  import: {
    summary: 'Read an ONNX file, say what is in it, and check it against ONNX Runtime',
    load: async () => (await import('./commands/import.ts')).importModel,
  },
  reproduce: {
    summary: 'Repeat a published comparison and compare with the committed results',
    load: async () => (await import('./commands/reproduce.ts')).reproduce,
  },
  doctor: {
    summary: 'Say what this machine can run, and what to do about the rest',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  'setup native': {
    summary: 'Install the fast backend',
    load: async () => (await import('./commands/setup-native.ts')).setupNative,
  },
  'board list': {
    summary: 'List the ports where a board may be',
    load: async () => (await import('./commands/board-list.ts')).boardList,
  },
  'board info': {
    summary: 'Ask a board what it is',
    load: async () => (await import('./commands/board-info.ts')).boardInfo,
  },
  'board selftest': {
    summary: 'Send a pseudo-random sequence to a board and back, and measure the link',
    load: async () => (await import('./commands/board-selftest.ts')).boardSelfTest,
  },
  'board monitor': {
    summary: "Read a board's power for a while",
    load: async () => (await import('./commands/board-monitor.ts')).boardMonitor,
  },
  'board coverage': {
    summary: 'Say how often stated uncertainties hold the truth, over simulated sensors',
    load: async () => (await import('./commands/board-coverage.ts')).boardCoverage,
  },
  'board sim': {
    summary: 'Simulate a board on a serial port of its own',
    load: async () => (await import('./commands/board-sim.ts')).boardSim,
  },
  'new plugin': {
    summary: 'Write a new plugin package from a template',
    load: async () => (await import('./commands/new-plugin.ts')).newPlugin,
  },
};
