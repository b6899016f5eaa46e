import { HostLink, Kind, MARKER, selfTest } from '@picojoule/link';
import { serial } from '@picojoule/serial';
import { afterEach, describe, expect, test } from 'vitest';
import { golden } from './golden/golden.ts';
import { goldenIdentities } from './golden/golden-device.ts';
import { encodeEnd, encodeMark } from './golden/machine/instructions.ts';
import { RAIL } from './golden/power/activity-prices.ts';
import { systemClock as clock } from './golden/system-clock.ts';
import { LoadMeter } from './power/load-meter.ts';
import { PowerStream } from './power/power-stream.ts';
import { openPseudoTerminal } from './pseudo-terminal/open-pseudo-terminal.ts';
import { type ServedDevice, serveGolden } from './pseudo-terminal/serve-golden.ts';
import { Command } from './session/commands.ts';

const nonce = 4711;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
const kept = <T extends { close(): Promise<void> }>(one: T): T => {
  open.push(one);
  return one;
};
const faults = { drop: 0.01, flip: 0.03, duplicate: 0.01, cut: 0.01 };

/** A golden device at 3 Mbaud, and the markers of its stream. */
async function markers() {
  const transport = golden({ time: 'simulated', baud: 3e6 });
  const connection = await transport.open('golden');
  const link = kept(await HostLink.open(connection, { clock: transport.clock, nonce }));
  const marked: { readonly id: number; readonly cycle: number }[] = [];
  const stream = await PowerStream.start(link, {
    interval() {},
    marker: (one) => marked.push(one),
  });
  return { link, stream, marked };
}

describe('in this process', () => {
  test.for([
    ['icebreaker', 16, 30e6],
    ['ulx3s', 64, 60e6],
  ] as const)(
    'says that it is simulated, and what it models: %s',
    async ([model, macsPerCycle, rate]) => {
      const transport = golden({ model });
      expect((await transport.list())[0]!.description).toContain('simulated');
      const link = kept(await HostLink.open(await transport.open('golden'), { clock, nonce }));
      expect(link.identity).toEqual(goldenIdentities[model]);
      expect(link.identity).toMatchObject({ simulated: true, macsPerCycle, clock: rate });
    },
  );

  test('loses nothing through faults', async () => {
    const transport = golden(faults);
    const link = kept(await HostLink.open(await transport.open('golden'), { clock, nonce }));
    const result = await selfTest(link, 100_000, clock.now);
    expect(result).toMatchObject({ bytes: 100_000, wrong: 0 });
    expect(result.repeated).toBeGreaterThan(0);
  });

  test('a program ends on the clock of its markers', async () => {
    const { link, stream, marked } = await markers();
    const replies: DataView[] = [];
    link.onDelivery(Kind.command, (reply) => replies.push(new DataView(reply.slice().buffer)));
    const words = [...encodeMark(7, 100), ...encodeEnd()];
    const head = new DataView(new ArrayBuffer(5));
    head.setUint8(0, Command.write);
    const bytes = new Uint8Array(Uint32Array.from(words).buffer);
    await link.send(Kind.command, new Uint8Array([...new Uint8Array(head.buffer), ...bytes]));
    const run = Uint8Array.of(Command.run, 0, 0, 0, 0, 1, 2, 3, 4);
    await link.send(Kind.command, run);
    await stream.until(() => marked.length === 1 && replies.length === 1);
    await stream.stop();
    const [reply] = replies;
    expect(reply!.getUint8(0)).toBe(Command.run);
    const end = reply!.getUint32(5, true) + reply!.getUint16(9, true) * 2 ** 32;
    // A MARK takes 64 cycles, the END behind it 3.
    expect(end - marked[0]!.cycle).toBe(67);
  });

  test('a marker that is too short makes none; of one that is too long the rest means nothing', async () => {
    const { link, stream, marked } = await markers();
    const names = () => marked.map(({ id }) => id);
    await link.send(Kind.command, Uint8Array.of(MARKER, 1));
    await link.send(Kind.command, Uint8Array.of(MARKER, 2, 0, 9));
    await link.send(Kind.command, Uint8Array.of(MARKER, 3, 1));
    await stream.until(() => names().includes(0x103));
    await stream.stop();
    expect(names()).toEqual([2, 0x103]);
  });

  test('another port is refused, and a pulled plug is an error of its own', async () => {
    const transport = golden();
    await expect(transport.open('/dev/ttyUSB0')).rejects.toMatchObject({ code: 'BOARD_UNKNOWN' });
    const connection = await transport.open('golden');
    const link = kept(await HostLink.open(connection, { clock, nonce }));
    transport.unplug(connection);
    await expect(link.until(() => false)).rejects.toMatchObject({ code: 'BOARD_UNPLUGGED' });
    // It keeps its session, as a board does.
    await link.reconnect(await transport.open('golden'));
    expect(await selfTest(link, 1000, clock.now)).toMatchObject({ wrong: 0 });
  });
});

const reason = await openPseudoTerminal().then(
  async (terminal) => {
    await terminal.close();
    return undefined;
  },
  (error: Error) => error.message,
);
if (reason !== undefined) console.log(`skipped: pseudo-terminals, because: ${reason}`);

describe.skipIf(reason !== undefined)('behind a pseudo-terminal, through serialport', () => {
  const connect = async (device: ServedDevice) =>
    kept(await HostLink.open(await serial().open(device.path), { clock, nonce }));

  test.for([
    ['a perfect wire', {}],
    ['a bad wire', faults],
  ] as const)('nothing is lost on %s', async ([, wire]) => {
    const device = kept(await serveGolden(wire));
    const link = await connect(device);
    expect(await selfTest(link, 200_000, clock.now)).toMatchObject({ bytes: 200_000, wrong: 0 });
  });

  test("a known load takes the board's place on its rail", async () => {
    const device = kept(await serveGolden());
    const link = await connect(device);
    device.connect(0.02);
    const meter = new LoadMeter();
    const stream = await PowerStream.start(link, meter);
    await stream.until(() => meter.samples >= 50);
    await stream.stop();
    // The board alone draws 4 mA; a sensor errs by less than 1 % here.
    const { shuntVolts } = meter.reading(0.02, RAIL.volts);
    expect(Math.abs(shuntVolts / (0.02 * RAIL.ohms) - 1)).toBeLessThan(0.01);
  });

  test('a program may leave and another take over', async () => {
    const device = kept(await serveGolden());
    const first = await HostLink.open(await serial().open(device.path), { clock, nonce: 1 });
    await selfTest(first, 5000, clock.now);
    await first.close();
    const second = kept(await HostLink.open(await serial().open(device.path), { clock, nonce: 2 }));
    expect(await selfTest(second, 5000, clock.now)).toMatchObject({ wrong: 0 });
  });

  test('an unplugged board is told, and a new one does not know the session', async () => {
    const device = await serveGolden();
    const link = await connect(device);
    await device.close();
    await device.ended;
    await expect(link.until(() => false)).rejects.toMatchObject({ code: 'SERIAL_UNPLUGGED' });
    const other = kept(await serveGolden());
    await expect(link.reconnect(await serial().open(other.path))).rejects.toMatchObject({
      code: 'LINK_RESET',
    });
  });
});
