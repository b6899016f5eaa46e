import { type DeviceConnection, HostLink, Kind, markerCommand } from '@picojoule/link';
import { boardNet } from '@picojoule/nets';
import { afterEach, expect, test } from 'vitest';
import { wholeRoom } from '../compiler/first-room.ts';
import type { Placement } from '../compiler/memory-plan.ts';
import { planNetwork } from '../compiler/network-plan.ts';
import { golden } from '../golden/golden.ts';
import { up5k } from '../golden/machine/machine-shape.ts';
import { activityPrices, priceOf, RAIL } from '../golden/power/activity-prices.ts';
import type { TrueMarker } from '../golden/power/sampler.ts';
import { BoardClient } from '../session/board-client.ts';
import { measurePhases } from './measure-phases.ts';
import { phasePrograms } from './phase-programs.ts';
import { PowerStream } from './power-stream.ts';
import { nominalReadout } from './readout.ts';
import { trainingPhases } from './training-phases.ts';
import { dataSheetBudget } from './uncertainty.ts';

const graph = boardNet({ seed: 1 });
const links: HostLink[] = [];
afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
});

const connections = new WeakMap<HostLink, DeviceConnection>();

async function connect(options: Parameters<typeof golden>[0] = {}) {
  const transport = golden({ time: 'simulated', baud: 3e6, ...options });
  const markers: TrueMarker[] = [];
  transport.truth.onMarker = (marker) => markers.push(marker);
  const { clock } = transport;
  const connection = await transport.open('golden');
  const link = await HostLink.open(connection, { clock, nonce: 9 });
  links.push(link);
  connections.set(link, connection);
  return { link, markers, transport };
}

test('a network that trains in bands has phases in bands, over parameters where they were', () => {
  const wide = boardNet({ shape: [3, 46, 46] });
  const { phases, program } = phasePrograms(up5k, wide);
  const sums = program.placements.find(({ name }) => name === 'results gradient relu1 6 sums')!;
  expect(sums.words).toBeLessThan(4 * 23 * 23 * 4);
  expect(Math.min(...phases.map(({ index }) => index * 4))).toBeGreaterThanOrEqual(4 * program.end);
  const parameters = (all: readonly Placement[]) =>
    all.filter(({ name }) => /^(parameter|accumulators) /.test(name));
  const { resident } = planNetwork(up5k, wide, true, wholeRoom);
  expect(parameters(program.placements)).toEqual(parameters(resident.placements));
});

test('the true energy is the price of what was counted', async () => {
  const { link, markers, transport } = await connect();
  const { device } = transport;
  const { phases } = phasePrograms(device.machine.shape, graph);
  const client = new BoardClient(link);
  const bytes = ({ words }: (typeof phases)[number]) => new Uint8Array(words.buffer);
  for (const phase of phases) await client.write(phase.index * 4, bytes(phase));
  const stream = await PowerStream.start(link, { interval() {}, marker() {} });
  for (const { index } of phases) {
    markers.length = 0;
    const [joules, cycles] = [priceOf(device.machine.counters), device.machine.counters.cycles];
    await link.send(Kind.command, markerCommand(1000));
    await client.run(index);
    await link.send(Kind.command, markerCommand(1001));
    await stream.until(() => markers.some(({ id }) => id === 1001));
    const [begin, end] = [markers.at(0)!, markers.at(-1)!];
    const worked = priceOf(device.machine.counters) - joules;
    const clock = link.identity.clock * (1 + device.sensor.errors.timeBase);
    const idled = (activityPrices.idleWatts * (end.cycle - begin.cycle)) / clock;
    expect(end.cycle - begin.cycle).toBeGreaterThan(device.machine.counters.cycles - cycles);
    // What is left are the bytes of the wire, some dozens.
    const wire = (end.joules - begin.joules - worked - idled) / activityPrices.byteJoules;
    expect(wire).toBeGreaterThan(10);
    expect(wire).toBeLessThan(500);
  }
  await stream.stop();
});

test('replayed programs take the cycles and the energy of computed ones', async () => {
  const spans = async (replay: boolean) => {
    const { link, markers } = await connect({ replay });
    const phases = await trainingPhases(link, graph, 1);
    const stream = await PowerStream.start(link, { interval() {}, marker() {} });
    for (const phase of phases.slice(0, 4)) await Promise.all([0, 1, 2].map(() => phase.repeat()));
    await stream.stop();
    const first = markers[0]!;
    return markers.map(({ id, cycle, joules }) => [id, cycle - first.cycle, joules - first.joules]);
  };
  const [computed, replayed] = [await spans(false), await spans(true)];
  expect(replayed.length).toBe(12);
  for (const [i, [id, cycle, joules]] of replayed.entries()) {
    expect([id, cycle]).toEqual(computed[i]!.slice(0, 2));
    expect(joules! / (computed[i]![2]! || 1)).toBeCloseTo(i === 0 ? 0 : 1, 6);
  }
});

test('each phase is measured to within its uncertainty, over a wire with faults too', {
  timeout: 60_000,
}, async () => {
  const { link, markers } = await connect({ replay: true, sensor: 5, flip: 1e-4 });
  const phases = await trainingPhases(link, graph, 1);
  const { idle, phases: measured } = await measurePhases(link, phases, {
    readout: nominalReadout(RAIL.ohms),
    budget: dataSheetBudget(RAIL.ohms),
    rules: { seconds: 1, windows: 5, settle: 0.05 },
  });
  expect(measured.map(({ name }) => name)).toEqual([
    'forward',
    'input-gradient',
    'weight-gradient',
    'update',
    'transfer',
  ]);
  for (const { id, gross, net, windows } of measured) {
    const own = markers.filter((marker) => marker.id === id);
    const truth = (own.at(-1)!.joules - own[0]!.joules) / (own.length - 1);
    expect(windows).toBe(5);
    expect(Math.abs(gross.joules - truth)).toBeLessThan(gross.uncertainty!);
    expect(net.joules).toBeLessThan(gross.joules);
    expect(net.joules).toBeGreaterThan(0);
  }
  expect(idle.gross.joules).toBeGreaterThan(activityPrices.idleWatts);
});

test('without a budget there is no uncertainty', { timeout: 60_000 }, async () => {
  const { link } = await connect({ replay: true });
  const [forward] = await trainingPhases(link, graph, 1);
  const { phases } = await measurePhases(link, [forward!], {
    readout: nominalReadout(RAIL.ohms),
    budget: undefined,
    rules: { seconds: 0.1, windows: 5, settle: 0.05 },
  });
  expect(Object.keys(phases[0]!.gross)).toEqual(['joules', 'terms']);
  expect(phases[0]!.gross.terms).toEqual([]);
});

/** Measures all phases, and acts when it comes to one of them. */
async function measuringUntil(phase: string, link: HostLink, act: () => void): Promise<unknown> {
  return measurePhases(link, await trainingPhases(link, graph, 1), {
    readout: nominalReadout(RAIL.ohms),
    budget: undefined,
    rules: { seconds: 0.2, windows: 5, settle: 0.05 },
    onProgress: (name) => {
      if (name === phase) act();
    },
  });
}

test('a sample that is lost in a phase ends the measurement', async () => {
  const { link, transport } = await connect({ replay: true });
  const measuring = measuringUntil('weight-gradient', link, () => transport.device.lose());
  await expect(measuring).rejects.toMatchObject({ code: 'POWER_LOST' });
});

test('a board that is unplugged in a phase is told, and nothing else fails', async () => {
  const { link, transport } = await connect({ replay: true });
  const measuring = measuringUntil('input-gradient', link, () =>
    transport.unplug(connections.get(link)!),
  );
  await expect(measuring).rejects.toMatchObject({ code: 'BOARD_UNPLUGGED' });
});

test('a new session begins without records, whatever the one before left on', async () => {
  const { link, transport } = await connect();
  await PowerStream.start(link, { interval() {}, marker() {} });
  const { clock } = transport;
  const second = await HostLink.open(await transport.open('golden'), { clock, nonce: 10 });
  links.push(second);
  let frames = 0;
  second.onDelivery(Kind.stream, () => frames++);
  await new Promise<void>((resolve) => void clock.after(1000, resolve));
  await second.ping();
  expect(frames).toBe(0);
});
