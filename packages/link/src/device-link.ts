import { Deframer } from './deframer.ts';
import { type Delivery, Endpoint } from './endpoint.ts';
import { type Frame, Kind, type SequencedKind } from './frame.ts';
import {
  decodeHello,
  encodeWelcome,
  type Identity,
  PROTOCOL_VERSION,
  type Welcome,
} from './identity.ts';
import { decodeWord, encodePong, encodeWord } from './probe.ts';

export interface DeviceLinkOptions {
  readonly identity: Identity;
  readonly slots: number;
  /** In cycles, as all its times. */
  readonly patience: number;
  /** True where the UART can run at this rate. */
  canRunAt?(baud: number): boolean;
  /** Called when another session begins: what the one before had switched on is off. */
  onSession?(): void;
}

/** Time after a change of rate in which a ping must come, in seconds; else the rate of power-on comes back. */
export const BAUD_TRIAL = 0.1;

/**
 * The device's side of the link, as the golden model of the hardware: greeting, echo of test frames,
 * pings, change of rate. Pure: bytes and cycle counts in, bytes out.
 */
export class DeviceLink {
  readonly endpoint: Endpoint;
  readonly deframer = new Deframer();
  readonly #options: DeviceLinkOptions;
  #nonce = 0;
  /** Answers outside the sequence; each is made when it is written, so that its fields are fresh. */
  #answers: ((now: number) => Uint8Array)[] = [];
  #baud: { readonly rate: number; readonly until: number } | undefined;
  /** Rate to switch to once its announcement is written. */
  #announced: number | undefined;

  constructor(options: DeviceLinkOptions) {
    this.#options = options;
    this.endpoint = new Endpoint(options);
  }

  /** Power-on reset: the session is forgotten. */
  reset(): void {
    this.#nonce = 0;
    this.#answers = [];
    this.#baud = undefined;
    this.#announced = undefined;
    this.endpoint.reset();
  }

  /** Bits per second that were agreed, also while they are on trial; undefined at the rate of power-on. */
  get trialBaud(): number | undefined {
    return this.#baud?.rate;
  }

  /** Commands that arrived; each occupies a slot until `endpoint.release`. Test frames are echoed. */
  receive(chunk: Uint8Array, now: number): Delivery[] {
    const deliveries: Delivery[] = [];
    for (const frame of this.deframer.push(chunk)) {
      if (this.#outside(frame, now) || this.#nonce === 0) continue;
      const delivery = this.endpoint.receive(frame, now);
      if (delivery === undefined) continue;
      if (delivery.kind === Kind.test) {
        this.endpoint.send(Kind.test, delivery.payload, now);
        this.endpoint.release();
      } else deliveries.push(delivery);
    }
    return deliveries;
  }

  /** True for frames outside the sequence. Without a session all others are answered by a welcome. */
  #outside({ kind, payload }: Frame, now: number): boolean {
    switch (kind) {
      case Kind.hello:
        this.#greet(payload, now);
        return true;
      case Kind.ping: {
        const token = decodeWord(payload);
        if (token === undefined) return true;
        if (this.#baud !== undefined)
          this.#baud = { ...this.#baud, until: Number.POSITIVE_INFINITY };
        this.#answer(Kind.pong, (sent) => encodePong({ token, received: now, sent }));
        return true;
      }
      case Kind.baud: {
        const rate = decodeWord(payload);
        if (rate === undefined || this.#options.canRunAt?.(rate) !== true) return true;
        this.#announced = rate;
        this.#answer(Kind.baudTaken, () => encodeWord(rate));
        return true;
      }
      default:
        if (this.#nonce === 0) this.#welcome(false);
        return false;
    }
  }

  #greet(payload: Uint8Array, now: number): void {
    const hello = decodeHello(payload);
    if (hello === undefined || hello.nonce === 0) return;
    const resumed = hello.nonce === this.#nonce;
    if (resumed) this.endpoint.resume(now);
    else {
      this.endpoint.reset();
      this.#options.onSession?.();
    }
    this.#nonce = hello.nonce;
    this.#welcome(resumed);
  }

  #welcome(resumed: boolean): void {
    const { identity } = this.#options;
    const welcome: Welcome = { version: PROTOCOL_VERSION, nonce: this.#nonce, resumed, identity };
    this.#answer(Kind.welcome, () => encodeWelcome(welcome));
  }

  #answer(kind: Frame['kind'], payload: (now: number) => Uint8Array): void {
    this.#answers.push((now) => this.endpoint.outside(kind, payload(now)));
  }

  /** When there is something to do without any byte. */
  get deadline(): number | undefined {
    const trial = this.#baud?.until;
    const { deadline } = this.endpoint;
    if (trial === undefined) return deadline;
    return Math.min(trial, deadline ?? Number.POSITIVE_INFINITY);
  }

  /** The next frame to write; call until undefined. */
  poll(now: number): Uint8Array | undefined {
    if (this.#baud !== undefined && now >= this.#baud.until) this.#baud = undefined;
    const answer = this.#answers.shift();
    if (answer !== undefined) return answer(now);
    if (this.#announced !== undefined) {
      const cycles = BAUD_TRIAL * this.#options.identity.clock;
      this.#baud = { rate: this.#announced, until: now + cycles };
      this.#announced = undefined;
    }
    return this.#nonce === 0 ? undefined : this.endpoint.poll(now);
  }

  send(kind: SequencedKind, payload: Uint8Array, now: number): void {
    this.endpoint.send(kind, payload, now);
  }
}
