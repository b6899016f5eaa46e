import { type Capabilities, definePlugin, type ExecutionBackend } from '@picojoule/spec';
import * as v from 'valibot';
import { boardOperators } from './compiler/lower.ts';
import { gatedBlocks, notOneOutput, unsupportedOperators } from './errors.ts';
import { golden } from './golden/golden.ts';
import { shapeOf } from './golden/machine/shape-of.ts';
import { BoardClient } from './session/board-client.ts';
import { BoardSession } from './session/board-session.ts';
import { openLink, type TimedTransport } from './session/open-link.ts';
import { ownBits, predictor } from './session/step-plan.ts';

const capabilities: Capabilities = {
  operators: { run: boardOperators, train: boardOperators },
  dtype: 'int8',
  emulatedBits: [],
  ownBits,
  gradientRules: ['exact', 'predicted-sign'],
  predictor,
  updateRules: ['sgd', 'sign', 'frozen'],
  blockSkipping: 'image',
  largestBatch: Number.POSITIVE_INFINITY,
  bitExact: true,
};

/**
 * A board that trains in integers (hardware/doc/numerics.md); without options the golden device in this
 * process, one for each session.
 *
 * @example
 * board({ transport: serial(), path: '/dev/ttyUSB1' })
 */
export const board = definePlugin({
  kind: 'backend',
  name: 'board',
  summary: 'Integer training on a board over a link; the golden device without one, simulated.',
  options: v.strictObject({
    /** Where the board is; the golden device in this process when absent. */
    transport: v.optional(
      v.custom<TimedTransport>((value) => typeof (value as TimedTransport)?.open === 'function'),
    ),
    /** Port of the transport. */
    path: v.optional(v.string(), 'golden'),
  }),
  create: ({ transport, path }): ExecutionBackend => ({
    capabilities,
    async open(graph, options) {
      const gated = graph.blocks.filter(({ gate }) => gate !== undefined);
      if (gated.length > 0) throw gatedBlocks(gated.map(({ name }) => name));
      const operators = new Set<string>(boardOperators);
      const unknown = graph.nodes.filter(({ op }) => !operators.has(op));
      if (unknown.length > 0) throw unsupportedOperators(unknown);
      if (graph.outputs.length !== 1 || graph.inputs.length !== 1) throw notOneOutput(graph.name);
      const link = await openLink(transport ?? golden(), path);
      try {
        const shape = shapeOf(link.identity);
        return await BoardSession.open(new BoardClient(link), shape, graph, options);
      } catch (error) {
        await link.close();
        throw error;
      }
    },
  }),
});
