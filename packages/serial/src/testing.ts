import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Opens a pseudo-terminal whose other end sends everything back, and prints the path. */
const LOOPBACK = `
import os, pty, select, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
print(os.ttyname(slave), flush=True)
pending = b''
while True:
    reading, writing, _ = select.select([master, sys.stdin] if len(pending) < 65536 else [sys.stdin], [master] if pending else [], [])
    if sys.stdin in reading and not os.read(0, 1): sys.exit()
    if master in reading: pending += os.read(master, 4096)
    if master in writing: pending = pending[os.write(master, pending[:4096]):]
`;

export interface PseudoTerminal {
  readonly path: string;
  /** Ends the far end, as pulling the plug does. */
  unplug(): Promise<void>;
}

/** A loop-back on a pseudo-terminal; undefined where Python is missing. */
export async function openLoopback(): Promise<PseudoTerminal | undefined> {
  const child: ChildProcess = spawn('python3', ['-c', LOOPBACK], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').catch(() => {});
  const path = await Promise.race([
    once(createInterface({ input: child.stdout! }), 'line').then(([line]) => String(line)),
    ended.then(() => undefined),
  ]);
  if (path === undefined) return undefined;
  return {
    path,
    async unplug() {
      child.stdin!.end();
      await ended;
    },
  };
}
