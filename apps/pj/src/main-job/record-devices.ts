import type { Progress } from '@picojoule/core';
import type { Run } from '@picojoule/lab';
import type { Device } from '@picojoule/spec';
import type { Bench } from './bench.ts';

/**
 * The same backend; on which devices its sessions run is kept in the run's `details.devices`, as soon as
 * one is open, and a simulated one makes the run say that it holds simulated figures.
 */
export function recordDevices(
  backend: Bench['backend'],
  run: Pick<Run, 'describe' | 'holds' | 'manifest'>,
  progress: Progress,
): Bench['backend'] {
  let told: Device | undefined;
  return {
    ...backend,
    async open(graph, options) {
      const session = await backend.open(graph, options);
      const { device } = session;
      if (device !== undefined) {
        if (told === undefined || !isSame(told, device)) {
          progress.line(`Device: ${device.board}${device.simulated ? ', simulated' : ''}`);
        }
        told = device;
        const known = (run.manifest.details.devices ?? []) as unknown as readonly Device[];
        if (!known.some((one) => isSame(one, device))) {
          await run.describe({ devices: [...known, { ...device }] as never });
        }
        await run.holds(device.simulated ? 'simulated' : 'measured');
      }
      return session;
    },
  };
}

const isSame = (a: Device, b: Device): boolean =>
  a.board === b.board && a.bitstream === b.bitstream && a.simulated === b.simulated;
