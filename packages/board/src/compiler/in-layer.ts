import { PicojouleError } from '@picojoule/spec';
import { ofLayer } from '../errors.ts';
import type { Label } from './operation.ts';

/** What `make` makes of a layer; errors say which layer it is. */
export function inLayer<T>(label: Label, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof PicojouleError ? ofLayer(label, error) : error;
  }
}
