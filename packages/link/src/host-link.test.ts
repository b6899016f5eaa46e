import { afterEach, describe, expect, test } from 'vitest';
import { fitClock } from './clock-fit.ts';
import { Deframer } from './deframer.ts';
import { connectDevice } from './device-connection.ts';
import { DeviceLink } from './device-link.ts';
import { type Faults, faultyWire } from './faulty-wire.ts';
import { encodeFrame, Kind } from './frame.ts';
import { type Clock, HostLink, type RoundTrip } from './host-link.ts';
import { type RatedConnection, raiseBaud } from './raise-baud.ts';
import { selfTest } from './self-test.ts';
import { identity } from './testing.ts';

const clock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
const device = () =>
  new DeviceLink({
    identity,
    slots: 8,
    patience: (identity.clock * 10) / 1000,
    canRunAt: (baud) => baud === 3_000_000,
  });
const options = { clock, nonce: 77, patience: 10, silence: 200 };
const rate = identity.clock / 1000;
const unplugged = new Error('unplugged');
const open: HostLink[] = [];
afterEach(async () => {
  for (const link of open.splice(0)) await link.close();
});
async function connect(board = device(), faults: Faults = {}, seed = 1) {
  const connection = connectDevice(board, { clock, rate, wire: faultyWire(faults, seed) });
  const link = await HostLink.open(connection, options);
  open.push(link);
  return { link, connection, board };
}

test('the board says who it is', async () => {
  const { link } = await connect();
  expect(link.identity).toEqual(identity);
});

describe('the self-test', () => {
  test('passes a perfect wire without a repetition', async () => {
    // So patient that a loaded machine makes no repetition.
    const connection = connectDevice(device(), { clock, rate });
    const link = await HostLink.open(connection, { ...options, patience: 2000, silence: 10_000 });
    open.push(link);
    const result = await selfTest(link, 100_000, clock.now);
    expect(result).toMatchObject({
      bytes: 100_000,
      wrong: 0,
      refused: 0,
      repeated: 0,
      bitErrorRate: 0,
    });
  });

  test('loses nothing on a bad one, and says how bad it is', async () => {
    const { link } = await connect(device(), { drop: 0.02, flip: 0.05, duplicate: 0.02 }, 5);
    const result = await selfTest(link, 60_000, clock.now);
    expect(result).toMatchObject({ bytes: 60_000, wrong: 0 });
    expect(result.repeated).toBeGreaterThan(0);
    expect(result.bitErrorRate).toBeGreaterThan(1e-6);
    expect(result.bitErrorRate).toBeLessThan(1e-3);
  });
});

test('commands reach the board, and its answers come back in order', async () => {
  const { link, board } = await connect();
  const got: number[] = [];
  link.onDelivery(Kind.stream, ([value]) => got.push(value!));
  for (let i = 0; i < 200; i++) board.send(Kind.stream, Uint8Array.of(i), 0);
  await link.until(() => got.length === 200);
  expect(got).toEqual(Array.from({ length: 200 }, (_, i) => i));
});

test('what a board still sends of another session is not delivered', async () => {
  const board = device();
  const first = await connect(board);
  // Gives the board credit.
  await first.link.send(Kind.command, Uint8Array.of(0));
  await first.link.flush();
  for (let i = 0; i < 3; i++) board.send(Kind.stream, Uint8Array.of(i), 0);
  // The first frames of the old session, still on their way when the second host comes.
  const late: Uint8Array[] = [];
  const cycles = Math.round(clock.now() * rate);
  for (let frame = board.poll(cycles); frame !== undefined; frame = board.poll(cycles)) {
    late.push(frame);
  }
  first.connection.unplug(unplugged);
  expect(late.length).toBeGreaterThanOrEqual(3);
  const connection = connectDevice(board, { clock, rate });
  const read = connection.read.bind(connection);
  const link = await HostLink.open(
    Object.assign(connection, {
      async *read() {
        yield* late;
        yield* read();
      },
    }),
    { ...options, nonce: 78 },
  );
  open.push(link);
  const got: number[] = [];
  link.onDelivery(Kind.stream, ([value]) => got.push(value!));
  board.send(Kind.stream, Uint8Array.of(9), 0);
  await link.until(() => got.length > 0);
  expect(got).toEqual([9]);
});

test('a board that does not answer is reported, and so is one that falls silent', async () => {
  const dead = connectDevice(device(), { clock, rate, wire: () => new Uint8Array(0) });
  await expect(HostLink.open(dead, options)).rejects.toMatchObject({ code: 'LINK_NO_ANSWER' });
  await dead.close();

  let plugged = true;
  const wire = (chunk: Uint8Array) => (plugged ? chunk : new Uint8Array(0));
  const link = await HostLink.open(connectDevice(device(), { clock, rate, wire }), options);
  open.push(link);
  plugged = false;
  await link.send(Kind.command, Uint8Array.of(1));
  await expect(link.flush()).rejects.toMatchObject({ code: 'LINK_SILENT' });
});

test('a host that was held up itself gives the board time to answer', async () => {
  let [plugged, ahead] = [true, 0];
  const wire = (chunk: Uint8Array) => (plugged ? chunk : new Uint8Array(0));
  const held: Clock = { ...clock, now: () => clock.now() + ahead };
  const link = await HostLink.open(connectDevice(device(), { clock, rate, wire }), {
    ...options,
    clock: held,
  });
  open.push(link);
  plugged = false;
  await link.send(Kind.command, Uint8Array.of(1));
  const flushed = link.flush();
  await new Promise((resolve) => setTimeout(resolve, 20));
  [plugged, ahead] = [true, 10_000];
  await flushed;
});

test('a ping is as patient as the link: a simulated board may be slow', async () => {
  let deaf = 0;
  const wire = (chunk: Uint8Array) => (deaf-- > 0 ? new Uint8Array(0) : chunk);
  const link = await HostLink.open(connectDevice(device(), { clock, rate, wire }), options);
  open.push(link);
  deaf = 10;
  const { hostSent, hostReceived } = await link.ping();
  expect(hostReceived).toBeGreaterThanOrEqual(hostSent);
  deaf = 1000;
  await expect(link.ping()).rejects.toMatchObject({ code: 'LINK_SILENT' });
});

test('a reset board is noticed', async () => {
  const { link, board } = await connect();
  board.reset();
  await link.send(Kind.command, Uint8Array.of(1));
  await expect(link.flush()).rejects.toMatchObject({ code: 'LINK_RESET' });
});

test('after a pulled plug the session goes on where it was', async () => {
  const { link, connection, board } = await connect();
  const received: number[] = [];
  const take = board.receive.bind(board);
  board.receive = (chunk, now) => {
    const deliveries = take(chunk, now);
    for (const { payload } of deliveries) received.push(payload[0]!);
    board.endpoint.release(deliveries.length);
    return deliveries;
  };
  for (let i = 0; i < 30; i++) await link.send(Kind.command, Uint8Array.of(i));
  connection.unplug(unplugged);
  await expect(link.until(() => false)).rejects.toThrow('unplugged');
  await link.reconnect(connectDevice(board, { clock, rate }));
  for (let i = 30; i < 60; i++) await link.send(Kind.command, Uint8Array.of(i));
  await link.flush();
  expect(received).toEqual(Array.from({ length: 60 }, (_, i) => i));
});

test('a board that was reset meanwhile does not pretend', async () => {
  const { link, connection, board } = await connect();
  connection.unplug(unplugged);
  board.reset();
  await expect(link.reconnect(connectDevice(board, { clock, rate }))).rejects.toMatchObject({
    code: 'LINK_RESET',
  });
});

test('a payload that no frame holds is refused, and the link goes on', async () => {
  const { link } = await connect();
  await expect(link.send(Kind.command, new Uint8Array(241))).rejects.toMatchObject({
    code: 'LINK_PAYLOAD',
  });
  await link.send(Kind.command, new Uint8Array(240));
  await link.flush();
});

test('a board of another version is refused with both versions', async () => {
  const board = device();
  const poll = board.poll.bind(board);
  board.poll = (now) => {
    const frame = poll(now);
    const [decoded] = frame === undefined ? [] : new Deframer().push(frame);
    if (decoded?.kind !== Kind.welcome) return frame;
    const payload = Uint8Array.from([2, ...decoded.payload.subarray(1)]);
    return encodeFrame({ ...decoded, payload });
  };
  const connection = connectDevice(board, { clock, rate });
  await expect(HostLink.open(connection, options)).rejects.toMatchObject({
    code: 'LINK_VERSION',
    message: expect.stringMatching(/version 2 .* version 1/),
  });
  await connection.close();
});

describe('another baud rate', () => {
  /** A wire that carries nothing while the two ends run at different rates. */
  function rated(board: DeviceLink, works: (baud: number) => boolean) {
    let host = 1_000_000;
    const wire = (chunk: Uint8Array) => {
      const baud = board.trialBaud ?? 1_000_000;
      return baud === host && works(baud) ? chunk : new Uint8Array(0);
    };
    const connection = connectDevice(board, { clock, rate, wire });
    return Object.assign(connection, {
      setBaud: async (baud: number) => {
        host = baud;
      },
    });
  }
  const link = async (works: (baud: number) => boolean) => {
    const board = device();
    const opened = await HostLink.open(rated(board, works), { ...options, silence: 2000 });
    open.push(opened);
    return { opened, board };
  };

  test('is taken when both ends hear each other at it', async () => {
    const { opened, board } = await link(() => true);
    expect(await opened.changeBaud(3_000_000, 1_000_000)).toBe(true);
    expect(board.trialBaud).toBe(3_000_000);
    expect(await selfTest(opened, 5000, clock.now)).toMatchObject({ wrong: 0 });
  });

  test('is raised to 3 Mbaud where it was opened at less, and stays where the wire does not carry that', async () => {
    for (const [works, found] of [
      [() => true, 3_000_000],
      [(baud: number) => baud === 1_000_000, 1_000_000],
    ] as const) {
      const board = device();
      const connection = Object.assign(rated(board, works), { baud: 1_000_000 });
      const opened = await HostLink.open(connection, { ...options, silence: 2000 });
      open.push(opened);
      expect(await raiseBaud(opened, connection)).toBe(found);
      expect(board.trialBaud ?? 1_000_000).toBe(found);
      expect(await selfTest(opened, 5000, clock.now)).toMatchObject({ wrong: 0 });
    }
    const { link: plain } = await connect();
    expect(await raiseBaud(plain, {} as RatedConnection)).toBeUndefined();
  });

  test('is left again when the wire does not carry it', async () => {
    const { opened, board } = await link((baud) => baud === 1_000_000);
    expect(await opened.changeBaud(3_000_000, 1_000_000)).toBe(false);
    expect(board.trialBaud).toBeUndefined();
    expect(await selfTest(opened, 5000, clock.now)).toMatchObject({ wrong: 0 });
  });

  test('is left again when the board took it and its answer was lost', async () => {
    const board = device();
    const connection = rated(board, () => true);
    const opened = await HostLink.open(connection, { ...options, silence: 2000 });
    open.push(opened);
    const poll = board.poll.bind(board);
    board.poll = (now) => {
      const frame = poll(now);
      const kind = frame && new Deframer().push(frame)[0]?.kind;
      return kind === Kind.baudTaken ? Uint8Array.of(0) : frame;
    };
    expect(await opened.changeBaud(3_000_000, 1_000_000)).toBe(false);
    expect(board.trialBaud).toBeUndefined();
    expect(await selfTest(opened, 5000, clock.now)).toMatchObject({ wrong: 0 });
  });

  test('is not taken when the board cannot run at it, and needs a transport with rates', async () => {
    const { opened } = await link(() => true);
    expect(await opened.changeBaud(12_000_000, 1_000_000)).toBe(false);
    const { link: plain } = await connect();
    await expect(plain.changeBaud(3_000_000, 1_000_000)).rejects.toMatchObject({
      code: 'LINK_BAUD',
    });
  });
});

test('the clock fit finds rate and offset of a drifting counter', async () => {
  const [drifting, offset] = [30_000 * (1 + 40e-6), 123_456];
  const trips = Array.from({ length: 50 }, (_, i): RoundTrip => {
    const there = 0.2 + ((i * 37) % 11) / 5;
    const back = 0.2 + ((i * 53) % 7) / 5;
    const hostSent = i * 1000;
    const received = offset + drifting * (hostSent + there);
    return { token: i, hostSent, received, sent: received, hostReceived: hostSent + there + back };
  });
  const fit = fitClock(trips)!;
  expect(Math.abs(fit.rate / drifting - 1)).toBeLessThan(5e-6);
  expect(Math.abs(fit.rate / drifting - 1)).toBeLessThan(fit.rateUncertainty);
  expect(Math.abs(fit.offset - offset) / drifting).toBeLessThan(fit.uncertainty + 0.5);
  expect(fitClock(trips.slice(0, 1))).toBeUndefined();
  const { link } = await connect();
  const { received, sent } = await link.ping();
  expect(sent).toBeGreaterThanOrEqual(received);
});
