import { availableParallelism } from 'node:os';
import { exportOnnx } from '@picojoule/onnx';
import { openRuntime } from '@picojoule/onnxruntime';
import { answerWith } from './answer-with.mjs';
import { subjectNet } from './subject-net.mjs';

await answerWith(async ({ net, batch }) => {
  const { graph, inputs, parameters } = subjectNet(net, batch);
  const runtime = await openRuntime(exportOnnx(graph), { threads: availableParallelism() });
  return {
    parameters,
    version: process.versions.node,
    step: () => runtime.run(inputs),
  };
});
