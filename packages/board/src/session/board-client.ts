import { type HostLink, Kind, LARGEST_PAYLOAD } from '@picojoule/link';
import { illegalInstruction } from '../errors.ts';
import { Command, LONGEST_READ, REGISTER_BYTES, REGISTERS, WRITE_HEAD } from './commands.ts';
import { packRegister, type Register, unpackRegister } from './register.ts';

/** The host's end of the commands. Calls take effect in the order in which they are made. */
export class BoardClient {
  readonly link: HostLink;
  readonly #replies: Uint8Array[] = [];
  /** Replies that were asked for, and those that were taken. */
  #asked = 0;
  #taken = 0;
  #token = 0;

  constructor(link: HostLink) {
    this.link = link;
    link.onDelivery(Kind.command, (payload) => this.#replies.push(payload));
  }

  /** Writes bytes to an address, in bytes. */
  write(address: number, bytes: Uint8Array): Promise<void> {
    return this.#sendData(Command.write, address, bytes, 1);
  }

  /** Writes 32 bits to an `int32` index. */
  writeWord(index: number, value: number): Promise<void> {
    return this.write(index * 4, new Uint8Array(Int32Array.of(value).buffer));
  }

  /** Writes each byte to a word of its own, of `lanes` bytes, the others 0. */
  spread(address: number, bytes: Uint8Array, lanes: number): Promise<void> {
    return this.#sendData(Command.spread, address, bytes, lanes);
  }

  async #sendData(command: number, address: number, bytes: Uint8Array, apart: number) {
    const most = LARGEST_PAYLOAD - WRITE_HEAD;
    for (let at = 0; at < bytes.length; at += most) {
      const part = bytes.subarray(at, at + most);
      const payload = headed(command, address + at * apart, part.length);
      payload.set(part, WRITE_HEAD);
      await this.link.send(Kind.command, payload);
    }
  }

  async read(address: number, length: number): Promise<Uint8Array> {
    return (await this.askRead(address, length))();
  }

  /** Asks for bytes as they are then; the result waits for them. */
  async askRead(address: number, length: number): Promise<() => Promise<Uint8Array>> {
    const asked: (() => Promise<Uint8Array>)[] = [];
    for (let at = 0; at < length; at += LONGEST_READ) {
      const payload = headed(Command.read, address + at, 1);
      payload[WRITE_HEAD] = Math.min(LONGEST_READ, length - at);
      asked.push(await this.#ask(payload));
    }
    return async () => {
      const bytes = new Uint8Array(length);
      for (const [i, reply] of asked.entries()) {
        bytes.set((await reply()).subarray(WRITE_HEAD), i * LONGEST_READ);
      }
      return bytes;
    };
  }

  /** Sets a register's exponent; its tensor has no results yet. */
  async set(register: number, e: number): Promise<void> {
    const bytes = new Uint8Array(REGISTER_BYTES);
    new DataView(bytes.buffer).setUint16(0, packRegister(e, 0), true);
    await this.write(REGISTERS + register * REGISTER_BYTES, bytes);
  }

  async get(register: number): Promise<Register> {
    return (await this.askRegister(register))();
  }

  /** Asks for a register as it is then; the result waits for it. */
  async askRegister(register: number): Promise<() => Promise<Register>> {
    const answer = await this.askRead(REGISTERS + register * REGISTER_BYTES, REGISTER_BYTES);
    return async () => {
      const bytes = await answer();
      return unpackRegister(new DataView(bytes.buffer).getUint16(0, true));
    };
  }

  /**
   * Runs a program at an `int32` index to its end.
   *
   * @throws PicojouleError `BOARD_ILLEGAL`.
   */
  async run(index: number): Promise<void> {
    await (await this.start(index))();
  }

  /** Lets a program run; the result waits for its end, and is to be called before later answers are. */
  async start(index: number): Promise<() => Promise<void>> {
    const payload = headed(Command.run, index, 4);
    new DataView(payload.buffer).setUint32(5, this.#token++, true);
    const answer = await this.#ask(payload);
    return async () => {
      const reply = await answer();
      if (reply[0] === Command.illegal) throw illegalInstruction(index);
    };
  }

  /** Sends what is answered; the result waits for the answer. */
  async #ask(payload: Uint8Array): Promise<() => Promise<Uint8Array>> {
    const mine = this.#asked++;
    await this.link.send(Kind.command, payload);
    return async () => {
      await this.link.until(() => this.#taken + this.#replies.length > mine);
      this.#taken++;
      return this.#replies.shift()!;
    };
  }
}

function headed(command: number, address: number, data: number): Uint8Array {
  const payload = new Uint8Array(WRITE_HEAD + data);
  payload[0] = command;
  new DataView(payload.buffer).setUint32(1, address, true);
  return payload;
}
