import { WayFailure } from './failure.ts';
import type { Machine } from './machine.ts';
import { whyItFailed } from './run.ts';

// One matrix product: a library built for another processor dies here, and not in our process.
const script = `
const binding = require(process.argv[1]);
const id = binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([1, 2, 3, 4]));
const [product] = binding.executeOp('MatMul', [], [id, id], 1);
const right = [7, 10, 15, 22].every((v, i) => v === binding.tensorDataSync(product.id)[i]);
process.stdout.write(right ? 'TensorFlow ' + binding.TF_Version : 'wrong');
`;

/**
 * Loads a binding in a process of its own and multiplies two matrices.
 * @returns the version of TensorFlow.
 * @throws WayFailure when it cannot be loaded, crashes or computes nonsense.
 */
export async function probeBinding(bindingPath: string, machine: Machine): Promise<string> {
  const result = await machine.run(machine.node, ['-e', script, bindingPath], {
    env: { ...machine.env, NODE_OPTIONS: '', TF_CPP_MIN_LOG_LEVEL: '2' },
    timeoutMs: 60_000,
  });
  const version = /TensorFlow (\S+)/.exec(result.stdout)?.[1];
  if (result.code === 0 && version !== undefined) return version;
  if (result.code === 0) throw new WayFailure('the library computes a wrong matrix product');
  throw new WayFailure(whyItFailed('loading the library', result));
}
