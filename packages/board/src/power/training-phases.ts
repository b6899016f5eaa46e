import { type HostLink, Kind, markerCommand } from '@picojoule/link';
import { createRandom, type Graph, sizeOf, tensor } from '@picojoule/spec';
import { wordsOfValue } from '../compiler/lower.ts';
import { tensorName } from '../compiler/operation.ts';
import { shapeOf } from '../golden/machine/shape-of.ts';
import { BoardClient } from '../session/board-client.ts';
import { BoardSession } from '../session/board-session.ts';
import type { RepeatedPhase } from './measure-phases.ts';
import { phasePrograms } from './phase-programs.ts';

const TRANSFER = 0x7f7f;

/**
 * Puts a network on a board, trains it one step on one random image, and gives its phases to repeat:
 * the programs of one image, its update, and the transfer of one image.
 *
 * @throws PicojouleError where the network does not fit the board.
 */
export async function trainingPhases(
  link: HostLink,
  graph: Graph,
  seed: number,
): Promise<readonly RepeatedPhase[]> {
  const shape = shapeOf(link.identity);
  const client = new BoardClient(link);
  const { phases, lowered, program } = phasePrograms(shape, graph);
  const optimizer = { momentum: 0.875, nesterov: false, weightDecay: 0 };
  const session = await BoardSession.open(client, shape, graph, { seed, optimizer });
  const input = graph.inputs[0]!;
  const one = [1, ...(input.shape.slice(1) as number[])];
  const random = createRandom(seed, 'image');
  const image = Float32Array.from({ length: sizeOf(one) }, () => random.next());
  await session.train({
    inputs: { [input.name]: tensor(one, image) },
    labels: new Int32Array(1),
    learningRate: 0.01,
    plan: {},
    step: 0,
  });
  // From here on the session's programs are written over.
  for (const { index, words } of phases) await client.write(index * 4, bytesOf(words));
  const { base } = program.places.narrow(tensorName.value(input.name));
  const random8 = () => random.integer(256);
  const spread = lowered.input.channels === 1;
  const length = spread ? sizeOf(one) : wordsOfValue(lowered.input) * shape.lanes;
  const bytes = Uint8Array.from({ length }, random8);
  return [
    ...phases.map(({ name, id, index }) => ({ name, id, repeat: () => client.run(index) })),
    {
      name: 'transfer',
      id: TRANSFER,
      async repeat() {
        await link.send(Kind.command, markerCommand(TRANSFER));
        if (spread) await client.spread(base * shape.lanes, bytes, shape.lanes);
        else await client.write(base * shape.lanes, bytes);
      },
    },
  ];
}

const bytesOf = (words: Uint32Array) =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
