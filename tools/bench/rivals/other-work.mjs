// What the machine did beside the process that is measured: OpenMP's barriers take several times as
// long when a thread must wait for its processor, so disturbed steps say nothing of a library.
import { readFileSync } from 'node:fs';

/** Clock ticks of a second, in which Linux counts processor time. */
const TICKS = 100;

/**
 * Processor time, in ms, that everything but a process has taken so far: compare two of them.
 * @param {number} pid
 */
export function otherWork(pid) {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, soft = 0, steal = 0] =
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/\s+/).map(Number) ?? [];
  // The name, in brackets, may hold blanks: fields are counted from behind it.
  const own = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const ticks = user + nice + system + irq + soft + steal - Number(own[11]) - Number(own[12]);
  return (ticks * 1000) / TICKS;
}
