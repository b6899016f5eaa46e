export * from './open-runtime.ts';
