export * from './setup/index.ts';
export { tfjsNative } from './tfjs-native.ts';
