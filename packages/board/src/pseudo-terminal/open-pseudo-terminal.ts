import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { noPseudoTerminal } from '../errors.ts';

/**
 * Opens a pseudo-terminal and carries its bytes over stdin and stdout: Node cannot open one. The path
 * comes first, as a line. It keeps the far end open itself, so that programs may come and go.
 */
const HELPER = `
import os, pty, select, tty
master, slave = pty.openpty()
tty.setraw(slave)
os.write(1, (os.ttyname(slave) + '\\n').encode())
to_terminal, to_host = b'', b''
while True:
    read = ([0] if len(to_terminal) < 65536 else []) + ([master] if len(to_host) < 65536 else [])
    write = ([master] if to_terminal else []) + ([1] if to_host else [])
    read, write, _ = select.select(read, write, [])
    if 0 in read:
        chunk = os.read(0, 65536)
        if not chunk: break
        to_terminal += chunk
    if master in read: to_host += os.read(master, 65536)
    if master in write: to_terminal = to_terminal[os.write(master, to_terminal[:4096]):]
    if 1 in write: to_host = to_host[os.write(1, to_host[:65536]):]
`;

export interface PseudoTerminal {
  /** What a program opens. */
  readonly path: string;
  /** What programs write to it. */
  readonly bytes: AsyncIterable<Uint8Array>;
  write(bytes: Uint8Array): void;
  /** Closes it, as a board that is unplugged. */
  close(): Promise<void>;
}

/** @throws PicojouleError `BOARD_NO_PTY` where Python 3 is missing or there are no pseudo-terminals. */
export async function openPseudoTerminal(): Promise<PseudoTerminal> {
  const child = spawn('python3', ['-c', HELPER], { stdio: ['pipe', 'pipe', 'pipe'] });
  const failed = new Promise<never>((_, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', (error) => reject(noPseudoTerminal(error.message)));
    child.on('exit', () => reject(noPseudoTerminal(said.trim().split('\n').at(-1) || 'it ended')));
  });
  failed.catch(() => {});
  // The helper is gone: what is written to it is lost, as on a pulled plug.
  child.stdin.on('error', () => {});
  const [first] = (await Promise.race([once(child.stdout, 'data'), failed])) as [Buffer];
  const end = first.indexOf(0x0a);
  child.stdout.unshift(first.subarray(end + 1));
  return {
    path: first.toString('utf8', 0, end),
    bytes: child.stdout,
    write: (bytes) => child.stdin.write(bytes),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}
