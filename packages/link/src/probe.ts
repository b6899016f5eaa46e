/** A ping's answer: when the board had read it and when it wrote the answer, by its cycle counter. */
export interface Pong {
  readonly token: number;
  readonly received: number;
  readonly sent: number;
}

/** 32 bits: the token of a ping, the rate of a change of baud. */
export function encodeWord(value: number): Uint8Array {
  const payload = new Uint8Array(4);
  new DataView(payload.buffer).setUint32(0, value, true);
  return payload;
}

export const decodeWord = (payload: Uint8Array): number | undefined =>
  payload.length === 4
    ? new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0, true)
    : undefined;

/** Payload of a pong: the token and two stamps of 48 bits. */
export function encodePong({ token, received, sent }: Pong): Uint8Array {
  const payload = Buffer.alloc(16);
  payload.writeUInt32LE(token, 0);
  payload.writeUIntLE(received, 4, 6);
  payload.writeUIntLE(sent, 10, 6);
  return payload;
}

export function decodePong(payload: Uint8Array): Pong | undefined {
  if (payload.length !== 16) return undefined;
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, 16);
  return {
    token: bytes.readUInt32LE(0),
    received: bytes.readUIntLE(4, 6),
    sent: bytes.readUIntLE(10, 6),
  };
}
