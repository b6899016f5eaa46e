import protobuf from 'protobufjs/light.js';
import { notOnnx, tooLarge } from '../errors.ts';
import { type Int64, type Message, modelType } from './schema.ts';

/** Messages inside messages that a file may hold; a real network has some thousands. */
const MOST_MESSAGES = 1_000_000;
/** Field numbers whose insides are counted: model.graph, graph.node. */
const NESTED = [7, 1] as const;

/**
 * Decodes a model. Memory stays in proportion to the bytes: what a few bytes can blow up (empty
 * messages) is counted before it is made.
 *
 * @throws PicojouleError `ONNX_DAMAGED`, `ONNX_LIMIT`.
 */
export function decodeModel(bytes: Uint8Array): Message<'ModelProto'> {
  let model: Message<'ModelProto'>;
  try {
    countMessages(bytes);
    model = modelType.decode(bytes) as Message<'ModelProto'>;
  } catch (cause) {
    if (cause instanceof MessageFlood) {
      throw tooLarge('the file holds too many parts', `${MOST_MESSAGES} nodes, tensors and values`);
    }
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw notOnnx(problem, cause);
  }
  if (model.graph === undefined || model.graph === null) throw notOnnx('it holds no graph');
  return model;
}

class MessageFlood extends Error {}

function countMessages(bytes: Uint8Array): void {
  let count = 0;
  const walk = (reader: protobuf.Reader, end: number, depth: number) => {
    while (reader.pos < end) {
      const tag = reader.uint32();
      const [field, wire] = [tag >>> 3, tag & 7];
      if (wire !== 2) {
        reader.skipType(wire);
        continue;
      }
      if (++count > MOST_MESSAGES) throw new MessageFlood();
      const length = reader.uint32();
      const next = reader.pos + length;
      if (next > end) throw new RangeError(`a part of ${length} bytes has ${end - reader.pos}`);
      if (NESTED[depth] === field) walk(reader, next, depth + 1);
      reader.pos = next;
    }
  };
  walk(protobuf.Reader.create(bytes), bytes.length, 0);
}

/** A 64-bit integer as a number: exact below 2^53, the nearest number above. */
export const toNumber = (value: Int64): number =>
  typeof value === 'number' ? value : value.toNumber();
