import type { PicojouleError } from '@picojoule/spec';
import { noPermission, noPort, openFailed, portBusy } from './errors.ts';

/** The binding reports the operating system's reason in its message alone. */
export function openFailure(path: string, error: Error): PicojouleError {
  const { message } = error;
  if (/no such file|no such device|ENOENT|ENXIO|ENODEV/i.test(message)) return noPort(path, error);
  if (/permission denied|access denied|EACCES|EPERM/i.test(message))
    return noPermission(path, error);
  if (/cannot lock|temporarily unavailable|busy|EBUSY/i.test(message)) return portBusy(path, error);
  return openFailed(path, error);
}
