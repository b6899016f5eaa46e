import { decodeFrame, type Frame, type FrameFault, LONGEST_FRAME } from './frame.ts';

/** Cuts a byte stream at its delimiters. Bytes that are no frame are counted and dropped. */
export class Deframer {
  /** Frames refused, by reason; `overlong` ones had no delimiter where the longest frame has one. */
  readonly faults: Record<FrameFault | 'overlong', number> = {
    stuffing: 0,
    length: 0,
    checksum: 0,
    kind: 0,
    overlong: 0,
  };
  readonly #held = new Uint8Array(LONGEST_FRAME);
  #length = 0;
  #overlong = false;

  /** The frames that end in `chunk`. */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (let start = 0; start < chunk.length; ) {
      const found = chunk.indexOf(0, start);
      const end = found < 0 ? chunk.length : found;
      this.#hold(chunk.subarray(start, end));
      if (found < 0) break;
      const frame = this.#end();
      if (frame !== undefined) frames.push(frame);
      start = end + 1;
    }
    return frames;
  }

  #hold(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#held.length) {
      this.#overlong = true;
      this.#length = 0;
    }
    if (this.#overlong) return;
    this.#held.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #end(): Frame | undefined {
    const encoded = this.#held.subarray(0, this.#length);
    const overlong = this.#overlong;
    this.#length = 0;
    this.#overlong = false;
    if (overlong) {
      this.faults.overlong++;
      return undefined;
    }
    if (encoded.length === 0) return undefined;
    const frame = decodeFrame(encoded);
    if (typeof frame === 'object') return frame;
    this.faults[frame]++;
    return undefined;
  }
}
