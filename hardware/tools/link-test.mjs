// The host driver against the verilated board, over its pseudo-terminal: what the link promises.
import assert from 'node:assert/strict';
import { goldenIdentities, randomProgram, TensorMachine } from '@picojoule/board';
import { Kind, markerCommand, RecordReader, samplingCommand } from '@picojoule/link';
import { createRandom } from '@picojoule/spec';
import { UsageError } from './arguments.mjs';
import { configurations } from './configurations.mjs';
import { runSimulated } from './simulated-board.mjs';
import { verilatorMissing } from './verilator.mjs';

const MEGABYTE = 1_000_000;
/** Payload bytes per second of 8N1 at 3 Mbaud. */
const FULL_RATE = 300_000;
/** Cycles from where a MARK passes, with its second word, to the last of the END behind it. */
const MARK_TO_END = 63;

/** @type {readonly { name: string, options: readonly string[], test: (board: import('./simulated-board.mjs').Simulated) => Promise<string>, patience?: number, configuration?: import('./configurations.mjs').Configuration }[]} */
const tests = [
  ...configurations.map((configuration) => ({
    name: `the ${configuration.board} says who it is`,
    options: [],
    test: identityOf(configuration.board),
    configuration,
  })),
  {
    name: '1 MB of PRBS through faults',
    options: [
      '--drop',
      '0.01',
      '--flip',
      '0.02',
      '--duplicate',
      '0.01',
      '--cut',
      '0.01',
      '--stall',
      '0.002',
    ],
    test: throughFaults,
    patience: 100,
  },
  { name: 'rate at 3 Mbaud, bit by bit', options: ['--bits'], test: rate },
  { name: 'a slower host is heard again', options: ['--bits'], test: slowerHost },
  { name: 'a second of power samples', options: ['--truth'], test: samples },
  { name: 'one clock for markers and ends', options: [], test: oneClock },
  { name: 'energy of programs in closed form', options: ['--truth'], test: programEnergy },
  { name: 'a reset is noticed', options: ['--reset-after', '0.2'], test: reset },
  { name: 'a pulled plug is told', options: ['--unplug-after', '0.2'], test: unplug },
];

/**
 * All of them, or those whose name holds a word.
 *
 * @param {readonly string[]} [words]
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function testLink(words = []) {
  const wrong = words.find((word) => !tests.some(({ name }) => name.includes(word)));
  if (wrong !== undefined) {
    const names = tests.map(({ name }) => `\n  ${name}`).join('');
    throw new UsageError(`No test of the link has "${wrong}" in its name. They are:${names}`);
  }
  const skipped = await verilatorMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const said = [];
  let ok = true;
  for (const { name, options, test, patience, configuration } of tests) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    try {
      said.push(`ok   ${name}: ${await runSimulated(options, test, patience, configuration)}`);
    } catch (error) {
      ok = false;
      said.push(`FAIL ${name}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  return { ok, detail: said.join('\n') };
}

/**
 * What it prints first and its hello agree, and say what the golden model of that board says of it.
 *
 * @param {import('@picojoule/board').GoldenModel} name
 * @returns {(board: import('./simulated-board.mjs').Simulated) => Promise<string>}
 */
function identityOf(name) {
  return async ({ link, lines: [{ port: _, ...printed }] }) => {
    const { bitstream, ...said } = link.identity;
    assert.deepEqual(printed, { board: name, simulated: true });
    const { bitstream: __, ...expected } = goldenIdentities[name];
    assert.deepEqual(said, { ...expected, board: name });
    assert.doesNotMatch(bitstream, /^0+$/);
    const trip = await link.ping();
    assert(trip.sent > trip.received);
    return `${said.macsPerCycle} products a cycle at ${said.clock / 1e6} MHz, build ${bitstream}`;
  };
}

/** @param {import('./simulated-board.mjs').Simulated} board */
async function throughFaults({ link, selfTest, now }) {
  const result = await selfTest(link, MEGABYTE, now);
  assert.equal(result.bytes, MEGABYTE);
  assert.equal(result.wrong, 0);
  assert(result.refused > 0 && result.repeated > 0);
  return `nothing wrong, ${result.refused} frames refused, ${result.repeated} sent again`;
}

/** @param {import('./simulated-board.mjs').Simulated} board */
async function rate({ link, selfTest, now }) {
  assert.equal(await link.changeBaud(12_000_000, 1_000_000), false);
  assert.equal(await link.changeBaud(3_000_000, 1_000_000), true);
  const bytes = 200_000;
  const before = await link.ping();
  const { wrong, repeated } = await selfTest(link, bytes, now);
  const after = await link.ping();
  assert.equal(wrong, 0);
  const perSecond = bytes / ((after.received - before.sent) / link.identity.clock);
  const share = perSecond / FULL_RATE;
  assert(
    share >= 0.9,
    `${(100 * share).toFixed(1)} % of the 8N1 rate, ${repeated} frames sent again`,
  );
  return `${(perSecond / 1000).toFixed(1)} kB/s each way at once, ${(100 * share).toFixed(1)} % of 8N1 (simulated time)`;
}

/** @param {import('./simulated-board.mjs').Simulated} board */
async function slowerHost({ link, reopen }) {
  assert.equal(await link.changeBaud(3_000_000, 1_000_000), true);
  await link.close();
  const second = await reopen();
  assert.equal(second.identity.board, 'icebreaker');
  return 'the board left 3 Mbaud for a host at 1 Mbaud';
}

/** @param {import('./simulated-board.mjs').Simulated} board */
async function samples({ link, records, lines }) {
  const { clock } = link.identity;
  const found = await records(1.05);
  const taken = found.filter(({ kind }) => kind === 'sample');
  const cycles = taken.map(({ cycle }) => cycle);
  const period = 1.24e-3 * clock;
  for (let i = 1; i < cycles.length; i++) {
    assert(Math.abs(cycles[i] - cycles[i - 1] - period) < 10, `a gap before sample ${i}`);
  }
  const span = (cycles.at(-1) - cycles[0]) / clock;
  assert(span >= 1, `only ${span.toFixed(3)} s`);
  const markers = found.filter(({ kind }) => kind === 'marker');
  assert.equal(markers.length, 2);
  const truth = lines.filter((line) => 'marker' in line).map(({ joules }) => joules);
  const expected = truth[1] - truth[0];
  const measured = energyBetween(taken, markers[0].cycle, markers[1].cycle, clock);
  const off = measured / expected - 1;
  assert(Math.abs(off) < 0.005, `${measured} J measured, ${expected} J true`);
  assert.equal(link.deframer.faults.checksum, 0);
  return `${taken.length} samples over ${span.toFixed(3)} s without a gap; energy ${(100 * off).toFixed(3)} % off the model's`;
}

/**
 * A program of MARK and END, between two markers of the host: all four stamps are of one counter.
 *
 * @param {import('./simulated-board.mjs').Simulated} board
 */
async function oneClock({ link, lines }) {
  /** @type {any[]} */
  const markers = [];
  /** @type {Uint8Array[]} */
  const replies = [];
  const reader = new RecordReader();
  link.onDelivery(Kind.stream, (payload) =>
    markers.push(...reader.read(payload).filter(({ kind }) => kind === 'marker')),
  );
  link.onDelivery(Kind.command, (reply) => replies.push(reply.slice()));
  const [write, run] = [1, 6];
  const program = [0x0201, (7 << 24) | 100, 0x0100].flatMap((word) =>
    [0, 8, 16, 24].map((by) => (word >> by) & 0xff),
  );
  await link.send(Kind.command, samplingCommand(true));
  await link.send(Kind.command, Uint8Array.of(write, 0, 0, 0, 0, ...program));
  await link.send(Kind.command, markerCommand(300));
  await link.send(Kind.command, Uint8Array.of(run, 0, 0, 0, 0, 1, 2, 3, 4));
  await link.until(() => replies.length === 1);
  await link.send(Kind.command, markerCommand(301));
  await link.until(() => markers.length === 3);
  const [reply] = replies;
  assert(reply !== undefined);
  assert.deepEqual([...reply.subarray(0, 5)], [run, 1, 2, 3, 4]);
  const end = Buffer.from(reply).readUIntLE(5, 6);
  const [before, mark, after] = markers.map(({ cycle }) => cycle);
  assert.deepEqual(
    markers.map(({ id }) => id),
    [300, 7, 301],
  );
  assert(before < mark && mark < end && end < after, `${[before, mark, end, after]}`);
  assert.equal(end - mark, MARK_TO_END);
  // What nobody asked for, nobody may read: the program would wait for ever.
  assert.equal(lines.length, 1);
  return `END ${end - mark} cycles behind its MARK`;
}

/**
 * What the simulated rail is said to have given, between two markers around a program: idling, bytes, and what the golden
 * model counts of that program.
 *
 * @param {import('./simulated-board.mjs').Simulated} board
 */
async function programEnergy({ link, lines }) {
  const random = createRandom(1, 'energy');
  const { shape } = configurations[0];
  const [write, run] = [1, 6];
  /** @type {Uint8Array[]} */
  const replies = [];
  link.onDelivery(Kind.command, (reply) => replies.push(reply.slice()));
  const marks = () => lines.filter((line) => 'marker' in line);
  const mark = async () => {
    const before = marks().length;
    await link.send(Kind.command, markerCommand(before));
    await link.flush();
    while (marks().length === before) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  let [products, accesses] = [0, 0];
  while (products < 20_000) {
    const words = randomProgram(shape, random, 8);
    const machine = new TensorMachine(shape);
    machine.memory.integers.set(words);
    if (holds(words, [MARK, JUMP]) || machine.run(0).illegal !== undefined) continue;
    const { counters } = machine;
    // A prediction would be of what memory happens to hold.
    if (counters.groupsDecided > 0) continue;
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    for (let at = 0; at < bytes.length; at += 200) {
      const part = bytes.subarray(at, at + 200);
      const address = Buffer.alloc(4);
      address.writeUInt32LE(at);
      await link.send(Kind.command, Uint8Array.of(write, ...address, ...part));
    }
    await mark();
    await link.send(Kind.command, Uint8Array.of(run, 0, 0, 0, 0, 1, 2, 3, 4));
    await link.until(() => replies.length === 1);
    assert.equal(replies.pop()?.[0], run);
    await mark();
    const [from, to] = marks().slice(-2);
    const found = (/** @type {string} */ name) => to[name] - from[name];
    const formed = counters.products + counters.highProducts + counters.lowProducts;
    const used = [...counters.reads, ...counters.writes].reduce((sum, count) => sum + count, 0);
    assert.deepEqual([found('products'), found('accesses')], [formed, used]);
    const joules =
      (5e-3 * found('cycle')) / link.identity.clock +
      10e-9 * found('bytes') +
      25e-12 * formed +
      250e-12 * used;
    assert(Math.abs(found('joules') / joules - 1) < 1e-6, `${found('joules')} J, not ${joules}`);
    products += formed;
    accesses += used;
  }
  return `${products} products and ${accesses} accesses to memory, as the golden model counts`;
}

/** A MARK counts what it adds up itself in no row; what a JUMP passes over is no program. */
const [MARK, JUMP] = [1, 4];

/**
 * @param {Uint32Array} words Of a program.
 * @param {readonly number[]} opcodes
 */
function holds(words, opcodes) {
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? 0;
    if (opcodes.includes(word & 0xff)) return true;
    at += Math.max(1, (word >> 8) & 0xff);
  }
  return false;
}

/**
 * Rectangle rule over samples that each stand for the time since the one before; the ends pro-rated.
 * @param {readonly any[]} taken
 * @param {number} from
 * @param {number} until
 * @param {number} clock Hz.
 */
function energyBetween(taken, from, until, clock) {
  let joules = 0;
  for (let i = 1; i < taken.length; i++) {
    const start = Math.max(taken[i - 1].cycle, from);
    const end = Math.min(taken[i].cycle, until);
    if (end <= start) continue;
    const watts = ((taken[i].shunt * 2.5e-6) / 1) * (taken[i].bus * 1.25e-3);
    joules += (watts * (end - start)) / clock;
  }
  return joules;
}

/** @param {import('./simulated-board.mjs').Simulated} board */
async function reset({ link, selfTest, now }) {
  await assert.rejects(selfTest(link, 50 * MEGABYTE, now), { code: 'LINK_RESET' });
  return 'LINK_RESET';
}

/** @param {import('./simulated-board.mjs').Simulated} board */
async function unplug({ link, selfTest, now }) {
  await assert.rejects(selfTest(link, 50 * MEGABYTE, now), { code: 'SERIAL_UNPLUGGED' });
  return 'SERIAL_UNPLUGGED';
}
