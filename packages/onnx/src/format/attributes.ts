import { toNumber } from './decode-model.ts';
import type { Message } from './schema.ts';

type AttributeProto = Message<'AttributeProto'>;

/** The attributes of a node by name and type; what is absent is undefined. */
export interface Attributes {
  has(name: string): boolean;
  int(name: string): number | undefined;
  ints(name: string): readonly number[] | undefined;
  float(name: string): number | undefined;
  floats(name: string): readonly number[] | undefined;
  string(name: string): string | undefined;
  tensor(name: string): Message<'TensorProto'> | undefined;
}

/** Reads a node's attributes; the last of equal names counts. */
export function attributesOf(protos: readonly AttributeProto[]): Attributes {
  const byName = new Map(protos.map((proto) => [proto.name ?? '', proto]));
  const get = <T>(name: string, read: (proto: AttributeProto) => T): T | undefined => {
    const proto = byName.get(name);
    return proto === undefined ? undefined : read(proto);
  };
  return {
    has: (name) => byName.has(name),
    int: (name) => get(name, ({ i }) => toNumber(i ?? 0)),
    ints: (name) => get(name, ({ ints }) => (ints ?? []).map(toNumber)),
    float: (name) => get(name, ({ f }) => f ?? 0),
    floats: (name) => get(name, ({ floats }) => floats ?? []),
    string: (name) => get(name, ({ s }) => new TextDecoder().decode(s ?? new Uint8Array())),
    tensor: (name) => get(name, ({ t }) => t ?? undefined),
  };
}

/** Codes of AttributeProto.type. */
const FLOAT = 1;
const INT = 2;
const STRING = 3;
const FLOATS = 6;
const INTS = 7;

/** Makers of attributes, for the exporter. */
export const attribute = {
  int: (name: string, i: number | boolean): AttributeProto => ({ name, i: Number(i), type: INT }),
  ints: (name: string, ints: readonly number[]): AttributeProto => ({ name, ints, type: INTS }),
  float: (name: string, f: number): AttributeProto => ({ name, f, type: FLOAT }),
  floats: (name: string, floats: readonly number[]): AttributeProto => ({
    name,
    floats,
    type: FLOATS,
  }),
  string: (name: string, text: string): AttributeProto => ({
    name,
    s: new TextEncoder().encode(text),
    type: STRING,
  }),
};
