import { createRandom } from '@picojoule/spec';

/** What a wire does to each chunk of bytes that it is given: probabilities, 0 to 1. */
export interface Faults {
  /** The chunk is lost. */
  readonly drop?: number;
  /** One of its bits is changed. */
  readonly flip?: number;
  /** It arrives twice. */
  readonly duplicate?: number;
  /** It ends early. */
  readonly cut?: number;
}

/** A wire that loses, changes, doubles and cuts what goes over it, by a seed. */
export function faultyWire(faults: Faults, seed: number): (chunk: Uint8Array) => Uint8Array {
  const random = createRandom(seed, 'wire');
  const happens = (probability = 0) => probability > 0 && random.next() < probability;
  return (chunk) => {
    if (chunk.length === 0) return chunk;
    if (happens(faults.drop)) return new Uint8Array(0);
    if (happens(faults.cut)) return chunk.subarray(0, random.integer(chunk.length));
    if (happens(faults.duplicate)) return Buffer.concat([chunk, chunk]);
    if (!happens(faults.flip)) return chunk;
    const bytes = Uint8Array.from(chunk);
    bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    return bytes;
  };
}
