export interface TransportConnection {
  /** Resolves when the bytes were taken, which proves no delivery. */
  write(bytes: Uint8Array): Promise<void>;
  /** Bytes in order, in chunks of any size; ends on `close`, throws a PicojouleError when unplugged. */
  read(): AsyncIterable<Uint8Array>;
  /** Changes the rate, in bits per second; absent where there is none, as on a pseudo-terminal. */
  setBaud?(rate: number): Promise<void>;
  close(): Promise<void>;
}

/** A byte stream to a board. Laws: all bytes arrive, in order, whatever the chunking; `close` ends `read`. */
export interface BoardTransport {
  list(): Promise<readonly { readonly path: string; readonly description: string }[]>;
  open(path: string): Promise<TransportConnection>;
}
