// Starts the verilated board and opens a link to it, as a program on a host does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { systemClock as clock } from '@picojoule/board';
import {
  HostLink,
  Kind,
  markerCommand,
  RecordReader,
  samplingCommand,
  selfTest,
} from '@picojoule/link';
import { serial } from '@picojoule/serial';
import { buildSimulator } from './simulator.mjs';

/**
 * @typedef {object} Simulated
 * @property {HostLink} link
 * @property {typeof selfTest} selfTest
 * @property {() => number} now
 * @property {any[]} lines What it printed, as values.
 * @property {() => Promise<HostLink>} reopen Another host, at the rate of power-on.
 * @property {(seconds: number) => Promise<any[]>} records Those of so much simulated time, with a marker near
 *   the begin and one near the end. Throws where one is missing.
 */

/**
 * The verilated board as a process, its port, and the lines that it prints.
 *
 * @param {readonly string[]} options Of the simulator.
 * @param {import('./configurations.mjs').Configuration} [configuration]
 */
export async function startSimulator(options, configuration) {
  const child = spawn(await buildSimulator(configuration), options, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  /** @type {any[]} */
  const lines = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(JSON.parse(line)));
  await once(reader, 'line');
  const stop = async () => {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill('SIGTERM')) await ended;
  };
  return { lines, port: /** @type {string} */ (lines[0].port), stop };
}

/**
 * @param {readonly string[]} options Of the simulator.
 * @param {(board: Simulated) => Promise<string>} use
 * @param {number} [patience] Milliseconds of the host. The model is slower than a board and the machine may be
 *   busy: where nothing is lost, a long one sends nothing again for haste.
 * @param {import('./configurations.mjs').Configuration} [configuration]
 */
export async function runSimulated(options, use, patience = 5000, configuration = undefined) {
  const { lines, port, stop } = await startSimulator(options, configuration);
  /** @type {HostLink[]} */
  const opened = [];
  const open = async () => {
    const connection = await serial({ baud: 1_000_000 }).open(port);
    const nonce = opened.length + 1;
    const link = await HostLink.open(connection, { clock, nonce, patience, silence: 60_000 });
    opened.push(link);
    return link;
  };
  try {
    const link = await open();
    return await use({
      link,
      selfTest,
      now: clock.now,
      lines,
      reopen: open,
      records: (seconds) => sample(link, seconds),
    });
  } finally {
    for (const link of opened) await link.close().catch(() => {});
    await stop();
  }
}

/**
 * @param {HostLink} link
 * @param {number} seconds
 */
async function sample(link, seconds) {
  /** @type {any[]} */
  const found = [];
  const reader = new RecordReader();
  reader.reset();
  link.onDelivery(Kind.stream, (payload) => found.push(...reader.read(payload)));
  const samples = () => found.filter(({ kind }) => kind === 'sample');
  await link.send(Kind.command, samplingCommand(true));
  await link.until(() => samples().length >= 3);
  await link.send(Kind.command, markerCommand(1));
  const first = samples()[0].cycle;
  await link.until(() => samples().at(-1).cycle - first >= seconds * link.identity.clock);
  await link.send(Kind.command, markerCommand(2));
  await link.until(() => found.filter(({ kind }) => kind === 'marker').length === 2);
  const [, last] = found.filter(({ kind }) => kind === 'marker');
  await link.until(() => samples().at(-1).cycle > last.cycle);
  await link.send(Kind.command, samplingCommand(false));
  await link.flush();
  if (reader.missing > 0) throw new Error(`${reader.missing} records are missing`);
  return found;
}
