import { type BoardTransport, PicojouleError } from '@picojoule/spec';
import { boardTransportLaws } from '@picojoule/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { describePort } from './known-boards.ts';
import { listPorts } from './list-ports.ts';
import { openFailure } from './open-failure.ts';
import { serial } from './serial.ts';
import { openLoopback, type PseudoTerminal } from './testing.ts';

const probe = await openLoopback();
await probe?.unplug();
if (probe === undefined)
  console.log('skipped: serial ports on pseudo-terminals, because there is no python3');

const terminals: PseudoTerminal[] = [];
afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.unplug();
});
async function loopback(): Promise<PseudoTerminal> {
  const terminal = (await openLoopback())!;
  terminals.push(terminal);
  return terminal;
}

describe.skipIf(probe === undefined)('on a pseudo-terminal', () => {
  for (const law of boardTransportLaws) {
    test(law.name, async () => {
      const { path, unplug } = await loopback();
      const transport: BoardTransport = serial();
      const subject = { transport, path, unplug: () => void unplug() };
      if (law.applies?.(subject) !== false) await law.check(subject);
    });
  }

  test('a second program is told that the port is in use', async () => {
    const { path } = await loopback();
    const connection = await serial().open(path);
    await expect(serial().open(path)).rejects.toMatchObject({
      code: 'SERIAL_BUSY',
      message: expect.stringContaining(path),
    });
    await connection.close();
    await (await serial().open(path)).close();
  });

  test('pulling the plug ends reading and writing with the port named', async () => {
    const { path, unplug } = await loopback();
    const connection = await serial().open(path);
    const reading = (async () => {
      for await (const _ of connection.read());
    })();
    const failed = expect(reading).rejects.toMatchObject({ code: 'SERIAL_UNPLUGGED' });
    await unplug();
    await failed;
    await expect(connection.write(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'SERIAL_UNPLUGGED',
    });
    await connection.close();
  });

  test('a megabyte comes back whole while nobody reads at first', async () => {
    const { path } = await loopback();
    const connection = await serial().open(path);
    const sent = Uint8Array.from({ length: 2 ** 20 }, (_, i) => (i * 31) ^ (i >> 8));
    const writing = connection.write(sent);
    await new Promise((resolve) => setTimeout(resolve, 50));
    let at = 0;
    for await (const chunk of connection.read()) {
      expect(Buffer.compare(chunk, sent.subarray(at, at + chunk.length))).toBe(0);
      at += chunk.length;
      if (at === sent.length) break;
    }
    await writing;
    await connection.close();
  });
});

test('a port that is not there is named', async () => {
  await expect(serial().open('/dev/no-such-port')).rejects.toMatchObject({
    code: 'SERIAL_NO_PORT',
    message: expect.stringContaining('/dev/no-such-port'),
  });
});

// Texts as the binding and the systems word them.
test.each([
  ['Error: Permission denied, cannot open /dev/ttyUSB0', 'SERIAL_NO_PERMISSION'],
  ['Error: Resource temporarily unavailable Cannot lock port', 'SERIAL_BUSY'],
  ['Error: Device or resource busy, cannot open /dev/ttyUSB0', 'SERIAL_BUSY'],
  ['Error: No such file or directory, cannot open /dev/ttyUSB9', 'SERIAL_NO_PORT'],
  ['Error: Inappropriate ioctl for device, cannot open /dev/null', 'SERIAL_OPEN'],
])('"%s" is %s', (message, code) => {
  const error = openFailure('/dev/ttyUSB0', new Error(message));
  expect(error).toBeInstanceOf(PicojouleError);
  expect(error.code).toBe(code);
});

test('the words of the system stand in our sentence', () => {
  const { message } = openFailure('/dev/null', new Error('Error: Inappropriate ioctl for device'));
  expect(message).toBe(
    '/dev/null cannot be opened as a serial port: Inappropriate ioctl for device.',
  );
});

test('ports are listed with what they are', async () => {
  const ports = await listPorts(async () => [
    {
      path: '/dev/ttyUSB1',
      manufacturer: '1BitSquared',
      vendorId: '0403',
      productId: '6010',
    } as never,
    { path: '/dev/ttyS0' } as never,
  ]);
  expect(ports[0]?.description).toContain('iCEBreaker');
  expect(ports[1]).toEqual({ path: '/dev/ttyS0', description: 'no USB device' });
  expect(describePort({ vendorId: '1A86', productId: '7523' })).toBe(
    'unknown maker (USB 1a86:7523)',
  );
});

test('a machine without udevadm is told what to do', async () => {
  const missing = Object.assign(new Error('spawn udevadm ENOENT'), { code: 'ENOENT' });
  await expect(listPorts(() => Promise.reject(missing))).rejects.toMatchObject({
    code: 'SERIAL_NO_UDEVADM',
    next: expect.stringContaining('/dev/ttyUSB0'),
  });
});
