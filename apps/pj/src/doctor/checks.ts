import { checkBfloat16, checkNative, checkOnnxRuntime, checkWasm } from './check-backends.ts';
import { checkCache } from './check-cache.ts';
import { checkMnist } from './check-data.ts';
import { checkMemory, checkNode, checkProcessor } from './check-machine.ts';
import { checkCompiler, checkPip } from './check-tools.ts';

export interface Finding {
  readonly ok: boolean;
  /** What there is. */
  readonly found: string;
  /** What to do where it is not ok. */
  readonly next?: string;
  /** True where this part alone lets networks run. */
  readonly runsNetworks?: boolean;
}

export interface Surroundings {
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface Check {
  readonly part: string;
  look(surroundings: Surroundings): Promise<Finding>;
}

/** What `pj doctor` looks at, in order. A check never rejects. */
export const checks: readonly Check[] = [
  { part: 'Node.js', look: checkNode },
  { part: 'processor', look: checkProcessor },
  { part: 'memory', look: checkMemory },
  { part: 'backend tfjs-native', look: checkNative },
  { part: 'backend tfjs-native-bf16', look: checkBfloat16 },
  { part: 'backend tfjs-wasm', look: checkWasm },
  { part: 'ONNX Runtime', look: checkOnnxRuntime },
  { part: 'C++ compiler', look: checkCompiler },
  { part: 'Python with pip', look: checkPip },
  { part: 'MNIST', look: checkMnist },
  { part: 'cache', look: checkCache },
];
