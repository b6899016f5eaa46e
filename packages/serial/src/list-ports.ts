import { SerialPort } from 'serialport';
import { listFailed, noUdevadm } from './errors.ts';
import { describePort } from './known-boards.ts';

/**
 * The serial ports of this machine, with what they are.
 *
 * @throws PicojouleError `SERIAL_NO_UDEVADM` (Linux without udev), `SERIAL_LIST`.
 */
export async function listPorts(
  list: typeof SerialPort.list = () => SerialPort.list(),
): Promise<{ path: string; description: string }[]> {
  try {
    const ports = await list();
    return ports.map((port) => ({ path: port.path, description: describePort(port) }));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isMissing ? noUdevadm(error) : listFailed(error);
  }
}
