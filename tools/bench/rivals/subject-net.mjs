import { trainableParameters } from '@picojoule/graph';
import { mobileNetV2, resnet } from '@picojoule/nets';
import { createRandom, sizeOf } from '@picojoule/spec';

/**
 * The net of a row, images and labels for it, and the number of its trained parameters.
 * @param {string} name
 * @param {number} batch
 */
export function subjectNet(name, batch) {
  const depth = Number(name.replace('resnet', ''));
  const graph = name === 'mobilenetv2' ? mobileNetV2({ seed: 1 }) : resnet({ depth, seed: 1 });
  const random = createRandom(1, 'bench');
  const values = Float32Array.from({ length: batch * 3 * 32 * 32 }, () => random.next());
  const labels = Int32Array.from({ length: batch }, () => random.integer(10));
  const images = { type: /** @type {const} */ ('float32'), shape: [batch, 3, 32, 32], values };
  const parameters = trainableParameters(graph).reduce(
    (sum, { name: parameter }) => sum + sizeOf(graph.parameters[parameter]?.shape ?? []),
    0,
  );
  return { graph, inputs: { images }, labels, parameters };
}
