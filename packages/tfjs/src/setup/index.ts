export type { BuildWay } from './build-folder.ts';
export { type FindOptions, type FoundBinding, findNativeBinding } from './find.ts';
export { loadNative, NATIVE_BACKEND, type NativeRuntime } from './load.ts';
export { defaultCacheDir } from './machine.ts';
export {
  type Attempt,
  type SetupOptions,
  type SetupResult,
  setupNative,
  type Way,
} from './setup.ts';
