export { type ChosenBackend, chooseBackend } from './choose-backend.ts';
export * from './setup/index.ts';
export { tfjsNative } from './tfjs-native.ts';
export { tfjsWasm } from './tfjs-wasm.ts';
