import { tfjsNative, tfjsNativeBf16, tfjsWasm } from '@picojoule/tfjs';
import { answerWith } from './answer-with.mjs';
import { subjectNet } from './subject-net.mjs';

await answerWith(async ({ net, pass, batch, mode }) => {
  const backend = [tfjsNative(), tfjsNativeBf16(), tfjsWasm()].find(({ name }) => name === mode);
  if (backend === undefined) throw new Error(`no backend ${mode}`);
  const { graph, inputs, labels, parameters } = subjectNet(net, batch);
  const optimizer = { momentum: 0.9, weightDecay: 5e-4 };
  const options = pass === 'train' ? { seed: 1, optimizer } : { seed: 1 };
  const session = await backend.open(graph, options);
  let step = 0;
  return {
    parameters,
    version: process.versions.node,
    step: () =>
      pass === 'train'
        ? session.train({ inputs, labels, learningRate: 0.01, plan: {}, step: step++ })
        : session.run(inputs),
  };
});
