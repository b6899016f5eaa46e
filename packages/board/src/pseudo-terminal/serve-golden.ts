import { connectDevice, type Faults, faultyWire } from '@picojoule/link';
import { GoldenDevice, type GoldenModel } from '../golden/golden-device.ts';
import { RAIL } from '../golden/power/activity-prices.ts';
import { systemClock } from '../golden/system-clock.ts';
import { openPseudoTerminal } from './open-pseudo-terminal.ts';

export interface ServedDevice {
  /** The serial port of the simulated board. */
  readonly path: string;
  /** Settles when it was closed, or its pseudo-terminal went away. */
  readonly ended: Promise<void>;
  /** Puts a load of so many ampere in the board's place on its rail; with undefined the board back. */
  connect(amperes: number | undefined): void;
  close(): Promise<void>;
}

/**
 * Puts a golden device behind a pseudo-terminal, so that programs reach it over a serial port.
 *
 * @throws PicojouleError `BOARD_NO_PTY`.
 */
export async function serveGolden(
  faults: Faults = {},
  seed = 1,
  model: GoldenModel = 'icebreaker',
): Promise<ServedDevice> {
  const terminal = await openPseudoTerminal();
  const wire = faultyWire(faults, seed);
  const device = new GoldenDevice({ model });
  const connection = connectDevice(device, { clock: systemClock, rate: device.rate, wire });
  const toDevice = async () => {
    for await (const chunk of terminal.bytes) await connection.write(chunk);
    await connection.close();
  };
  const toTerminal = async () => {
    for await (const chunk of connection.read()) terminal.write(chunk);
  };
  const ended = Promise.all([toDevice(), toTerminal()]).then(() => {});
  return {
    path: terminal.path,
    ended,
    connect(amperes) {
      const watts = amperes === undefined ? undefined : amperes * RAIL.volts;
      device.connect(watts, Math.round(systemClock.now() * device.rate));
    },
    async close() {
      await terminal.close();
      await ended;
    },
  };
}
