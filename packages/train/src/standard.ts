import { definePlugin, type TrainingSaver } from '@picojoule/spec';
import * as v from 'valibot';

/** Plain training as a saver: every step runs whole. The baseline that savers are compared with. */
export const standard = definePlugin({
  kind: 'saver',
  name: 'standard',
  summary: 'Plain mini-batch training: saves nothing.',
  options: v.strictObject({}),
  create: (): TrainingSaver<null> => ({
    initial: () => null,
    plan: () => ({ plan: {}, state: null }),
  }),
});
