import type { BoardValue, Lowered } from '../compiler/lower.ts';
import { wordsOfValue } from '../compiler/lower.ts';
import { tensorName } from '../compiler/operation.ts';
import type { Patch, Program } from '../compiler/program.ts';
import type { BoardClient } from './board-client.ts';
import { toIntegers, toPlanes } from './fixed-point.ts';

/** The tensors of a program that the host writes and reads: image, values, gradient of the loss. */
export class HostTensors {
  readonly #client: BoardClient;
  readonly #lanes: number;
  readonly #buffers: 1 | 2;

  constructor(client: BoardClient, lanes: number, buffers: 1 | 2) {
    this.#client = client;
    this.#lanes = lanes;
    this.#buffers = buffers;
  }

  /** Writes the i-th image of a batch into its buffer, which may be done while a program works on the other. */
  async writeInput({ lowered: { input }, places }: Program, image: Float32Array, i: number) {
    const lanes = this.#lanes;
    const { integers } = toIntegers(image, 8);
    const buffer = (i % this.#buffers) * wordsOfValue(input);
    const address = (places.narrow(tensorName.value(input.name)).base + buffer) * lanes;
    if (input.channels === 1) {
      await this.#client.spread(address, Uint8Array.from(integers), lanes);
    } else {
      const bytes = new Uint8Array(wordsOfValue(input) * lanes);
      for (const [element, at] of positionsOf(input, lanes).entries()) {
        bytes[at] = integers[element]!;
      }
      await this.#client.write(address, bytes);
    }
  }

  /** Sets the exponent of an image: that of both buffers. */
  async setInput({ lowered: { input }, places }: Program, image: Float32Array): Promise<void> {
    const { register } = places.narrow(tensorName.value(input.name));
    await this.#client.set(register, toIntegers(image, 8).e);
  }

  /** Lets a part of a program, which does not run, work on the buffer of the i-th image. */
  async setBuffer(index: number, patches: readonly Patch[], i: number): Promise<void> {
    for (const { at, words } of patches) {
      await this.#client.writeWord(index + at, words[i % this.#buffers]!);
    }
  }

  readLogits(program: Program): Promise<Float64Array> {
    return this.askLogits(program).then((logits) => logits());
  }

  /** Asks for the sums of the output, which are not rounded. */
  async askLogits({ lowered: { output }, places }: Program): Promise<() => Promise<Float64Array>> {
    const { index, register } = places.results(tensorName.results(output.name));
    const sums = await this.#client.askRead(index * 4, output.channels * 4);
    const exponent = await this.#client.askRegister(register);
    return async () => {
      const bytes = await sums();
      const { e } = await exponent();
      return Float64Array.from(new Int32Array(bytes.buffer), (v) => v * 2 ** e);
    };
  }

  async readValue({ lowered, places }: Program, name: string): Promise<Float64Array> {
    const lanes = this.#lanes;
    const resolved = lowered.resolve(name);
    const value = storedValue(lowered, resolved);
    const { base, register } = places.narrow(tensorName.value(resolved));
    const bytes = await this.#client.read(base * lanes, wordsOfValue(value) * lanes);
    const signed = new Int8Array(bytes.buffer);
    const unit = 2 ** (await this.#client.get(register)).e;
    return Float64Array.from(positionsOf(value, lanes), (at) => signed[at]! * unit);
  }

  async writeGradient({ lowered: { output }, places }: Program, gradient: Float64Array) {
    const lanes = this.#lanes;
    const { integers, e } = toIntegers(gradient, 16);
    const { base, register } = places.wide(tensorName.gradient(output.name));
    const positions = integers.map((_, i) => i);
    const planes = toPlanes(integers, positions, wordsOfValue(output) * lanes);
    await this.#client.write(base * lanes, planes);
    await this.#client.set(register, e);
  }
}

/** By element of [channels, height, width], its byte on the board. */
function positionsOf({ size, channels, blocks }: BoardValue, lanes: number): Uint32Array {
  const pixels = size[0] * size[1];
  return Uint32Array.from(
    { length: channels * pixels },
    (_, i) => (i % pixels) * blocks * lanes + Math.floor(i / pixels),
  );
}

function storedValue(lowered: Lowered, name: string): BoardValue {
  const forms = [...lowered.forms.values()].flat().map(({ value }) => value);
  return forms.find((value) => value.name === name)!;
}
