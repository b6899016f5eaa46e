import type { ExecutionBackend, Plugin } from '@picojoule/spec';
import { type FoundBinding, findNativeBinding } from './setup/find.ts';
import { tfjsNative } from './tfjs-native.ts';
import { tfjsWasm } from './tfjs-wasm.ts';

export interface ChosenBackend {
  readonly backend: Plugin<'backend', ExecutionBackend>;
  /** The native binding that was found. */
  readonly binding?: FoundBinding;
}

/** The native backend where its library was set up, else the wasm one. Loads neither. */
export function chooseBackend(): ChosenBackend {
  const binding = findNativeBinding();
  return binding === undefined ? { backend: tfjsWasm() } : { backend: tfjsNative(), binding };
}
