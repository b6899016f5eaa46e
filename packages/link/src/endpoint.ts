import { encodeFrame, type Frame, isSequenced, Kind, type SequencedKind } from './frame.ts';

export interface EndpointOptions {
  /** Received frames that it can hold before they are released: what it gives as credit, 1 to 127. */
  readonly slots: number;
  /**
   * Time without progress after which it sends again; any unit, that of `now`. It doubles where that
   * was in vain, up to 8 times as long, and shrinks again by an eighth of the excess at each progress.
   */
  readonly patience: number;
}

export interface Delivery {
  readonly kind: SequencedKind;
  readonly payload: Uint8Array;
}

interface Queued {
  readonly kind: SequencedKind;
  readonly payload: Uint8Array;
}

/** How many times its own value patience may grow to. */
const MOST_PATIENCE = 8;

const after = (from: number, to: number) => (to - from) & 0xff;

/**
 * One end of a link: delivers frames once and in order over a wire that loses, changes and repeats
 * bytes, by sequence numbers, cumulative acknowledgement, credits and sending again from the first
 * missing frame on. Pure: it is handed frames and times, and asked for the bytes to write. Host and
 * device run the same rules (docs/reference/link.md).
 */
export class Endpoint {
  /** Frames sent again, for statistics. */
  repeated = 0;
  readonly #options: EndpointOptions;
  // Sending: `#queue[0]` has sequence number `#base`; the first `#sent` of it are on the way.
  #queue: Queued[] = [];
  #base = 0;
  #sent = 0;
  #limit = 0;
  #progressAt = 0;
  #patience: number;
  // Receiving.
  #expected = 0;
  #held = 0;
  #advertised: number;
  #acknowledgementDue = false;
  #repeatDue = false;
  #repeatAsked = false;
  #answerDue = false;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#advertised = options.slots;
    this.#patience = options.patience;
  }

  /** Starts anew with sequence number 0 on both sides. What was not acknowledged is forgotten. */
  reset(): void {
    this.#queue = [];
    this.#base = 0;
    this.#sent = 0;
    this.#limit = 0;
    this.#patience = this.#options.patience;
    this.#expected = 0;
    this.#held = 0;
    this.#advertised = this.#options.slots;
    this.#acknowledgementDue = false;
    this.#repeatDue = false;
    this.#repeatAsked = false;
    this.#answerDue = false;
  }

  /** Goes on after a pause of unknown loss: all that is not acknowledged goes out again. */
  resume(now: number): void {
    this.#sent = 0;
    this.#progressAt = now;
    this.#acknowledgementDue = true;
  }

  /** Frames queued that the peer has not acknowledged. */
  get pending(): number {
    return this.#queue.length;
  }

  get #state(): { readonly acknowledge: number; readonly credit: number } {
    return { acknowledge: this.#expected, credit: this.#options.slots - this.#held };
  }

  /** A frame outside the sequence, with what there is to acknowledge now. */
  outside(kind: Frame['kind'], payload: Uint8Array, answer = false): Uint8Array {
    return encodeFrame({ kind, repeat: false, answer, sequence: 0, ...this.#state, payload });
  }

  send(kind: SequencedKind, payload: Uint8Array, now: number): void {
    if (this.#queue.length === 0) this.#progressAt = now;
    this.#queue.push({ kind, payload });
  }

  /** Takes what arrived; the deliveries occupy slots until they are released. */
  receive(frame: Frame, now: number): Delivery | undefined {
    this.#acknowledged(frame, now);
    if (frame.answer) this.#acknowledgementDue = true;
    if (!isSequenced(frame.kind)) return undefined;
    this.#acknowledgementDue = true;
    if (frame.sequence !== this.#expected) {
      const ahead = after(this.#expected, frame.sequence) < 128;
      if (ahead && !this.#repeatAsked) this.#repeatDue = true;
      return undefined;
    }
    // Beyond its credit a peer has no claim on a slot: it will send this frame again.
    if (this.#held >= this.#options.slots) return undefined;
    this.#expected = (this.#expected + 1) & 0xff;
    this.#held++;
    this.#repeatAsked = false;
    this.#repeatDue = false;
    return { kind: frame.kind, payload: frame.payload };
  }

  /** Frees the slots of `count` deliveries. */
  release(count = 1): void {
    this.#held = Math.max(0, this.#held - count);
    // News of room is worth a frame when the peer may be waiting for it.
    if (this.#advertised <= this.#options.slots / 2) this.#acknowledgementDue = true;
  }

  #acknowledged({ acknowledge, credit, repeat }: Frame, now: number): void {
    const advance = after(this.#base, acknowledge);
    // An acknowledgement of what was never sent is an old one that was repeated.
    if (advance > this.#sent) return;
    if (advance > 0) {
      this.#queue.splice(0, advance);
      this.#base = acknowledge;
      this.#sent -= advance;
      this.#limit = Math.max(0, this.#limit - advance);
      this.#progressAt = now;
      this.#patience -= (this.#patience - this.#options.patience) / 8;
    }
    if (credit > this.#limit) {
      if (this.#limit === this.#sent) this.#progressAt = now;
      this.#limit = credit;
    }
    if (repeat) this.#again();
  }

  #again(): void {
    this.repeated += this.#sent;
    this.#sent = 0;
  }

  /** When `poll` has something to do without any event; undefined when there is nothing to wait for. */
  get deadline(): number | undefined {
    return this.#queue.length > 0 ? this.#progressAt + this.#patience : undefined;
  }

  /** The next frame to write, or undefined when there is nothing to send at `now`. */
  poll(now: number): Uint8Array | undefined {
    const late = this.#queue.length > 0 && now - this.#progressAt >= this.#patience;
    if (late) {
      this.#again();
      this.#progressAt = now;
      this.#patience = Math.min(2 * this.#patience, MOST_PATIENCE * this.#options.patience);
      // With no credit all that can be done is to ask for some.
      if (this.#limit === 0) this.#answerDue = true;
    }
    const next = this.#queue[this.#sent];
    if (next !== undefined && this.#sent < this.#limit && !this.#repeatDue) {
      const sequence = (this.#base + this.#sent) & 0xff;
      if (this.#sent === 0) this.#progressAt = now;
      this.#sent++;
      return this.#encode(next.kind, sequence, next.payload);
    }
    if (this.#acknowledgementDue || this.#answerDue) {
      return this.#encode(Kind.acknowledge, 0, NOTHING);
    }
    return undefined;
  }

  #encode(kind: Frame['kind'], sequence: number, payload: Uint8Array): Uint8Array {
    const { acknowledge, credit } = this.#state;
    const repeat = this.#repeatDue;
    const answer = this.#answerDue;
    if (repeat) this.#repeatAsked = true;
    this.#repeatDue = false;
    this.#answerDue = false;
    this.#acknowledgementDue = false;
    this.#advertised = credit;
    return encodeFrame({ kind, repeat, answer, sequence, acknowledge, credit, payload });
  }
}

const NOTHING = new Uint8Array(0);
