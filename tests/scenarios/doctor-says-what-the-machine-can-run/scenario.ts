import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['doctor', '--format', 'json'],
  exitCode: 0,
  stdout: [/"Node\.js",\s*"ok"/, /backend tfjs-native/, /backend tfjs-wasm/, /ONNX Runtime/],
  env: { XDG_CACHE_HOME: 'FOLDER' },
});
