export { type ChosenBackend, chooseBackend } from './choose-backend.ts';
export * from './setup/index.ts';
export { tfjsNative } from './tfjs-native.ts';
export { tfjsNativeBf16 } from './tfjs-native-bf16.ts';
export { tfjsWasm } from './tfjs-wasm.ts';
