/** What a board writes into its stream: power samples and markers, on its own clock. */
export type BoardRecord =
  | {
      readonly kind: 'sample';
      /** Cycles at which the conversion was ready. */
      readonly cycle: number;
      /** Raw registers of the INA226: shunt in 2.5 uV (signed), bus in 1.25 mV. */
      readonly shunt: number;
      readonly bus: number;
    }
  | { readonly kind: 'marker'; readonly cycle: number; readonly id: number }
  /** The sensor did not answer, or made no conversion: there is no sample until the next one. */
  | { readonly kind: 'fault'; readonly cycle: number };

const RECORD = 12;
const KINDS = ['sample', 'marker', 'fault'] as const;

/** Reads the payloads of stream frames in order, and counts the records that the board had no room for. */
export class RecordReader {
  /** Records that are missing; a measurement with any of them is incomplete. */
  missing = 0;
  #next: number | undefined;
  #after = -1;
  /** Number of the last record that was left out: the first one kept may follow it. */
  #early: number | undefined;

  /**
   * Begins anew, as the board does when sampling is switched on.
   *
   * @param after Records stamped up to this cycle are left out: an earlier stream still had them on its
   *   way, or they were being read from the sensor when sampling was switched on.
   */
  reset(after = -1): void {
    this.#next = 0;
    this.#after = after;
  }

  /** Records of a kind that is not known are of a later version, and left out. */
  read(payload: Uint8Array): BoardRecord[] {
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
    const records: BoardRecord[] = [];
    for (let at = 0; at + RECORD <= bytes.length; at += RECORD) {
      const number = bytes[at + 1]!;
      const kind = KINDS[bytes[at]! - 1];
      const cycle = bytes.readUIntLE(at + 2, 6);
      if (cycle <= this.#after) {
        this.#early = number;
        continue;
      }
      if (this.#early !== undefined && number === ((this.#early + 1) & 0xff)) this.#next = number;
      this.#early = undefined;
      this.missing += (number - (this.#next ?? number)) & 0xff;
      this.#next = (number + 1) & 0xff;
      if (kind === 'sample') {
        const [shunt, bus] = [bytes.readInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
        records.push({ kind, cycle, shunt, bus });
      } else if (kind === 'marker') records.push({ kind, cycle, id: bytes.readUInt16LE(at + 8) });
      else if (kind === 'fault') records.push({ kind, cycle });
    }
    return records;
  }
}

/** One record as a board writes it; `number` counts modulo 256. */
export function encodeRecord(record: BoardRecord, number: number): Uint8Array {
  const bytes = Buffer.alloc(RECORD);
  bytes[0] = KINDS.indexOf(record.kind) + 1;
  bytes[1] = number & 0xff;
  bytes.writeUIntLE(record.cycle, 2, 6);
  if (record.kind === 'sample') {
    bytes.writeInt16LE(record.shunt, 8);
    bytes.writeUInt16LE(record.bus, 10);
  } else if (record.kind === 'marker') bytes.writeUInt16LE(record.id, 8);
  return bytes;
}

/** Opcodes of the commands that belong to the link. */
export const SAMPLING = 0xf0;
export const MARKER = 0xf1;

/** Command that switches power samples and markers on or off. */
export const samplingCommand = (on: boolean): Uint8Array => Uint8Array.of(SAMPLING, on ? 1 : 0);

/** Command that makes a marker; `id` has 16 bits. */
export const markerCommand = (id: number): Uint8Array =>
  Uint8Array.of(MARKER, id & 0xff, (id >> 8) & 0xff);
