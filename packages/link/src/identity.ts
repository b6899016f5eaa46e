/** What a board says of itself in its welcome. */
export interface Identity {
  /** Name of the board, at most 16 ASCII characters. */
  readonly board: string;
  /** First 16 bytes of the SHA-256 over the bitstream's sources, in hexadecimal; zeros where there is none. */
  readonly bitstream: string;
  /** Cycles per second of the 48-bit counter. */
  readonly clock: number;
  /** True for everything that is not an FPGA. */
  readonly simulated: boolean;
  /** 8-bit products per cycle. */
  readonly macsPerCycle: number;
  /** Bytes of tensor memory. */
  readonly memory: number;
}

export interface Welcome {
  readonly version: number;
  /** Of the hello that is answered; 0 when the board knows no session. */
  readonly nonce: number;
  /** True when the session was known, so that nothing is lost. */
  readonly resumed: boolean;
  readonly identity: Identity;
}

export const PROTOCOL_VERSION = 1;
const MAGIC = [0x50, 0x4a] as const;
const RESUMED = 1;
const SIMULATED = 2;
const NAME = 16;
const HASH = 16;
const WELCOME_LENGTH = 6 + NAME + HASH + 4 + 2 + 4;

/** Payload of a hello: `PJ`, version, nonce (32 bits, not 0). */
export function encodeHello(nonce: number): Uint8Array {
  const payload = new Uint8Array(7);
  payload.set([...MAGIC, PROTOCOL_VERSION]);
  new DataView(payload.buffer).setUint32(3, nonce, true);
  return payload;
}

export function decodeHello(payload: Uint8Array): { version: number; nonce: number } | undefined {
  if (payload.length !== 7 || payload[0] !== MAGIC[0] || payload[1] !== MAGIC[1]) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  return { version: payload[2]!, nonce: view.getUint32(3, true) };
}

/** Payload of a welcome: version, flags, nonce, name, bitstream, clock, MACs per cycle, memory. */
export function encodeWelcome({ version, nonce, resumed, identity }: Welcome): Uint8Array {
  const payload = new Uint8Array(WELCOME_LENGTH);
  const view = new DataView(payload.buffer);
  payload[0] = version;
  payload[1] = (resumed ? RESUMED : 0) | (identity.simulated ? SIMULATED : 0);
  view.setUint32(2, nonce, true);
  payload.set(Buffer.from(identity.board, 'ascii').subarray(0, NAME), 6);
  payload.set(Buffer.from(identity.bitstream, 'hex').subarray(0, HASH), 6 + NAME);
  view.setUint32(6 + NAME + HASH, identity.clock, true);
  view.setUint16(10 + NAME + HASH, identity.macsPerCycle, true);
  view.setUint32(12 + NAME + HASH, identity.memory, true);
  return payload;
}

/** Undefined where the payload is shorter than version 1 has it; longer ones are of later versions. */
export function decodeWelcome(payload: Uint8Array): Welcome | undefined {
  if (payload.length < WELCOME_LENGTH) return undefined;
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const flags = bytes[1]!;
  return {
    version: bytes[0]!,
    nonce: bytes.readUInt32LE(2),
    resumed: (flags & RESUMED) !== 0,
    identity: {
      board: bytes.toString('ascii', 6, 6 + NAME).replace(/\0+$/, ''),
      bitstream: bytes.toString('hex', 6 + NAME, 6 + NAME + HASH),
      clock: bytes.readUInt32LE(6 + NAME + HASH),
      simulated: (flags & SIMULATED) !== 0,
      macsPerCycle: bytes.readUInt16LE(10 + NAME + HASH),
      memory: bytes.readUInt32LE(12 + NAME + HASH),
    },
  };
}
