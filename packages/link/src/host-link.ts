import type { TransportConnection } from '@picojoule/spec';
import { Alarm } from './alarm.ts';
import { Deframer } from './deframer.ts';
import { BAUD_TRIAL } from './device-link.ts';
import { Endpoint } from './endpoint.ts';
import {
  boardReset,
  boardSilent,
  linkClosed,
  noAnswer,
  noBaudControl,
  payloadTooLong,
  wrongVersion,
} from './errors.ts';
import { Expectations } from './expectations.ts';
import { type Frame, Kind, LARGEST_PAYLOAD, type SequencedKind } from './frame.ts';
import {
  decodeWelcome,
  encodeHello,
  type Identity,
  PROTOCOL_VERSION,
  type Welcome,
} from './identity.ts';
import { decodePong, decodeWord, encodeWord, type Pong } from './probe.ts';

/** Milliseconds, from any origin. */
export interface Clock {
  now(): number;
  /** Calls back once; the result cancels. */
  after(milliseconds: number, run: () => void): () => void;
}

export interface HostLinkOptions {
  readonly clock: Clock;
  /** 32 bits, not 0, another one for each session. */
  readonly nonce: number;
  /** Milliseconds without progress before something is sent again; 50 by default. */
  readonly patience?: number;
  /** Milliseconds without any sign of life, while one is due, after which the link fails; 3000 by default. */
  readonly silence?: number;
}

/** A ping with the host's times in milliseconds around it. */
export interface RoundTrip extends Pong {
  readonly hostSent: number;
  readonly hostReceived: number;
}

/** Received frames that the host promises to hold; it hands them on at once. */
const SLOTS = 64;
/** Frames that `send` queues before it waits. */
const QUEUE = 64;
/** Bytes written at once. */
const BATCH = 16_384;
const GREETINGS = 20;
const PROBES = 5;

/** The host's side of the link over a transport. All failures reject what waits, once and for all. */
export class HostLink {
  readonly deframer = new Deframer();
  readonly endpoint: Endpoint;
  readonly #clock: Clock;
  readonly #nonce: number;
  readonly #patience: number;
  readonly #silence: number;
  readonly #handlers = new Map<SequencedKind, (payload: Uint8Array) => void>();
  readonly #expectations: Expectations;
  #connection: TransportConnection;
  #outside: Uint8Array[] = [];
  #identity: Identity | undefined;
  #writing = false;
  #paused = false;
  #heardAt = 0;
  /** Milliseconds that nothing was heard, up to `#lookedAt`. */
  #quiet = 0;
  #lookedAt = 0;
  #tokens = 0;
  #failure: Error | undefined;
  readonly #alarm: Alarm;

  private constructor(connection: TransportConnection, options: HostLinkOptions) {
    this.#connection = connection;
    this.#clock = options.clock;
    this.#expectations = new Expectations(options.clock);
    this.#alarm = new Alarm(options.clock, () => this.#ring());
    this.#nonce = options.nonce;
    this.#patience = options.patience ?? 50;
    this.#silence = options.silence ?? 3000;
    this.endpoint = new Endpoint({ slots: SLOTS, patience: this.#patience });
  }

  /**
   * Greets the board and opens a session.
   *
   * @throws PicojouleError `LINK_NO_ANSWER`, `LINK_VERSION`, or what the transport throws.
   */
  static async open(connection: TransportConnection, options: HostLinkOptions): Promise<HostLink> {
    const link = new HostLink(connection, options);
    await link.#start();
    return link;
  }

  get identity(): Identity {
    return this.#identity!;
  }

  /**
   * Takes up the session over a new connection to the same board: nothing that was sent is lost.
   *
   * @throws PicojouleError `LINK_RESET` where the board has lost the session, `LINK_NO_ANSWER`,
   *   `LINK_VERSION`, or what the transport throws.
   */
  async reconnect(connection: TransportConnection): Promise<void> {
    await this.#connection.close().catch(() => {});
    this.#connection = connection;
    this.#failure = undefined;
    this.#outside = [];
    this.endpoint.resume(this.#clock.now());
    const { resumed } = await this.#start();
    if (!resumed) throw this.#fail(boardReset());
  }

  async #start(): Promise<Welcome> {
    this.#paused = true;
    void this.#readAll(this.#connection);
    let welcome: Welcome | undefined;
    try {
      welcome = await this.#ask(
        GREETINGS,
        () => this.endpoint.outside(Kind.hello, encodeHello(this.#nonce)),
        ({ kind, payload }) => {
          const found = kind === Kind.welcome ? decodeWelcome(payload) : undefined;
          return found?.nonce === this.#nonce ? found : undefined;
        },
      );
      if (welcome === undefined) throw noAnswer(GREETINGS, (GREETINGS * this.#patience) / 1000);
      if (welcome.version !== PROTOCOL_VERSION)
        throw wrongVersion(PROTOCOL_VERSION, welcome.version);
    } catch (error) {
      throw this.#fail(error);
    }
    this.#identity = welcome.identity;
    this.#paused = false;
    void this.#pump();
    return welcome;
  }

  /** Called with each payload of a kind, in order; it must not keep the link waiting. */
  onDelivery(kind: SequencedKind, handler: (payload: Uint8Array) => void): void {
    this.#handlers.set(kind, handler);
  }

  /**
   * Resolves when the payload is queued, which proves no delivery; see `flush`.
   *
   * @throws PicojouleError `LINK_PAYLOAD` above 240 bytes, and what made the link fail.
   */
  async send(kind: SequencedKind, payload: Uint8Array): Promise<void> {
    if (payload.length > LARGEST_PAYLOAD) throw payloadTooLong(payload.length, LARGEST_PAYLOAD);
    await this.until(() => this.endpoint.pending < QUEUE);
    this.endpoint.send(kind, payload, this.#clock.now());
    void this.#pump();
  }

  /** Resolves when the board has acknowledged all that was sent; throws what made the link fail. */
  flush(): Promise<void> {
    return this.until(() => this.endpoint.pending === 0);
  }

  /**
   * One round trip past all queues.
   *
   * @throws PicojouleError `LINK_SILENT` when none was answered for as long as a silent link fails.
   */
  async ping(): Promise<RoundTrip> {
    const found = await this.#probe(Math.ceil(this.#silence / this.#patience));
    if (found === undefined) throw this.#fail(boardSilent(this.#silence / 1000));
    return found;
  }

  #probe(attempts: number): Promise<RoundTrip | undefined> {
    const sent = new Map<number, number>();
    return this.#ask(
      attempts,
      () => {
        const token = (this.#nonce + this.#tokens++) >>> 0;
        sent.set(token, this.#clock.now());
        return this.endpoint.outside(Kind.ping, encodeWord(token));
      },
      ({ kind, payload }) => {
        const pong = kind === Kind.pong ? decodePong(payload) : undefined;
        const hostSent = pong === undefined ? undefined : sent.get(pong.token);
        if (pong === undefined || hostSent === undefined) return undefined;
        return { ...pong, hostSent, hostReceived: this.#clock.now() };
      },
    );
  }

  /**
   * Moves both ends from the rate of power-on to another one, in bits per second, and tries it with a ping.
   * False when the board does not offer the rate or was not heard at it: both ends are back then.
   *
   * @param fallback The rate of power-on, at which both ends are.
   * @throws PicojouleError `LINK_BAUD` where the transport has no rates, `LINK_SILENT` when the board is
   *   heard at neither rate, and what the transport throws.
   */
  async changeBaud(rate: number, fallback: number): Promise<boolean> {
    const { setBaud } = this.#connection;
    if (setBaud === undefined) throw noBaudControl();
    const set = (baud: number) => setBaud.call(this.#connection, baud);
    await this.flush();
    this.#paused = true;
    try {
      const taken = await this.#ask(
        PROBES,
        () => this.endpoint.outside(Kind.baud, encodeWord(rate)),
        ({ kind, payload }) =>
          kind === Kind.baudTaken && decodeWord(payload) === rate ? true : undefined,
      );
      if (taken !== undefined) {
        await set(rate);
        if ((await this.#probe(PROBES)) !== undefined) return true;
        await set(fallback);
      }
      await this.#wait(BAUD_TRIAL * 1000);
      await this.ping();
      return false;
    } finally {
      this.#paused = false;
      void this.#pump();
    }
  }

  async close(): Promise<void> {
    this.#fail(linkClosed());
    await this.#connection.close();
  }

  /** Sends a frame outside the sequence until an answer fits; undefined after `attempts`. */
  async #ask<T>(
    attempts: number,
    frame: () => Uint8Array,
    fits: (frame: Frame) => T | undefined,
  ): Promise<T | undefined> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const answer = this.#expect(fits, this.#patience);
      // The delimiter in front ends whatever half frame the board may have seen.
      this.#outside.push(DELIMITER, frame());
      void this.#pump();
      const found = await answer;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The first answer of `fits` to a frame that arrives; undefined after `patience`, where there is one. */
  #expect<T>(fits: (frame: Frame) => T | undefined, patience?: number): Promise<T | undefined> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    // From now on a sign of life is due.
    if (this.#expectations.size === 0) this.#heard(this.#clock.now());
    const first = this.#expectations.first(fits, patience);
    this.#arm();
    return first;
  }

  /**
   * Resolves once `condition` holds; it is looked at after every frame that arrives.
   *
   * @throws PicojouleError when the link fails, also from silence.
   */
  async until(condition: () => boolean): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (condition()) return;
    await this.#expect(() => (condition() ? true : undefined));
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(milliseconds, resolve);
    });
  }

  async #readAll(connection: TransportConnection): Promise<void> {
    try {
      for await (const chunk of connection.read()) {
        if (connection !== this.#connection) return;
        this.#take(chunk);
      }
      if (connection === this.#connection) this.#fail(linkClosed());
    } catch (error) {
      if (connection === this.#connection) this.#fail(error);
    }
  }

  #take(chunk: Uint8Array): void {
    const now = this.#clock.now();
    for (const frame of this.deframer.push(chunk)) {
      this.#heard(now);
      if (frame.kind === Kind.welcome && decodeWelcome(frame.payload)?.nonce === 0) {
        if (!this.#paused) this.#fail(boardReset());
        continue;
      }
      // Before the first welcome all but that belongs to a session that another host had.
      const delivery = this.#identity === undefined ? undefined : this.endpoint.receive(frame, now);
      if (delivery !== undefined) {
        this.#handlers.get(delivery.kind)?.(delivery.payload);
        this.endpoint.release();
      }
      this.#expectations.offer(frame);
    }
    void this.#pump();
  }

  #heard(now: number): void {
    this.#heardAt = now;
    this.#quiet = 0;
    this.#lookedAt = now;
  }

  async #pump(): Promise<void> {
    if (this.#writing || this.#failure !== undefined) return;
    this.#writing = true;
    try {
      for (let bytes = this.#next(); bytes !== undefined; bytes = this.#next()) {
        await this.#connection.write(bytes);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#writing = false;
    }
    this.#arm();
  }

  #next(): Uint8Array | undefined {
    const batch = this.#outside.splice(0);
    let length = batch.reduce((sum, bytes) => sum + bytes.length, 0);
    while (!this.#paused && length < BATCH) {
      const bytes = this.endpoint.poll(this.#clock.now());
      if (bytes === undefined) break;
      batch.push(bytes);
      length += bytes.length;
    }
    return batch.length > 1 ? Buffer.concat(batch) : batch[0];
  }

  /** Wakes up to send again, and to ask for a sign of life while something is waited for. */
  #arm(): void {
    if (this.#failure !== undefined) return;
    const again = this.#paused ? undefined : this.endpoint.deadline;
    const ask = this.#expectations.size > 0 ? this.#heardAt + this.#silence / 3 : undefined;
    const deadline = Math.min(again ?? Number.POSITIVE_INFINITY, ask ?? Number.POSITIVE_INFINITY);
    const now = this.#clock.now();
    this.#alarm.set(Math.max(now + this.#patience / 2, deadline), now);
  }

  #ring(): void {
    const asks = this.#expectations.size > 0;
    const now = this.#clock.now();
    // A process that was held up comes here before it reads what arrived meanwhile, so that its own pause counts for little.
    const longest = Math.max(this.#silence / 3, this.#patience);
    this.#quiet += Math.min(now - this.#lookedAt, longest);
    this.#lookedAt = now;
    if (asks && this.#quiet >= this.#silence) {
      this.#fail(boardSilent((now - this.#heardAt) / 1000));
      return;
    }
    if (asks && !this.#paused)
      this.#outside.push(this.endpoint.outside(Kind.acknowledge, NOTHING, true));
    void this.#pump();
  }

  #fail(error: unknown): Error {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.#alarm.stop();
    this.#expectations.reject(this.#failure);
    return this.#failure;
  }
}

const DELIMITER = Uint8Array.of(0);
const NOTHING = new Uint8Array(0);
