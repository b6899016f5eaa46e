// A process that answers lines of JSON: what is measured runs alone in it, and keeps its own clock.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { otherWork } from './other-work.mjs';
import { pytorchPython } from './pytorch-environment.mjs';

/** @typedef {import('./rows.mjs').Row} Row */
/** @typedef {import('./rows.mjs').Subject} Subject */

const file = (/** @type {string} */ name) => join(import.meta.dirname, name);

/** @type {Record<Subject['worker'], () => readonly [string, ...string[]]>} */
const commands = {
  tfjs: () => [process.execPath, file('tfjs-worker.mjs')],
  onnxruntime: () => [process.execPath, file('onnxruntime-worker.mjs')],
  pytorch: () => [pytorchPython(), file('pytorch_worker.py')],
};

/**
 * Starts a subject and opens the row's net in it.
 * @param {Subject} subject
 * @param {Row} row
 */
export async function openSubject(subject, row) {
  const [program, ...args] = commands[subject.worker]();
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (/** @type {object} */ question) => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${subject.worker} (${subject.mode}) ended: run it by hand`);
    return JSON.parse(value);
  };
  const { net, pass, batch, dtype } = row;
  const { parameters, version } = await ask({ net, pass, batch, dtype, mode: subject.mode });
  /** @type {number[]} */
  const times = [];
  /** @type {number[]} Those in which other processes were busy. */
  const disturbed = [];
  return {
    ...subject,
    parameters: /** @type {number} */ (parameters),
    version: /** @type {string} */ (version),
    times,
    disturbed,
    /** Bytes of memory now, and the most since the process began (Linux). */
    memory: () => ({
      now: statusOf(child.pid ?? 0, 'VmRSS'),
      peak: statusOf(child.pid ?? 0, 'VmHWM'),
    }),
    /**
     * Takes steps: ms of each, and the share of one processor that other processes took meanwhile.
     * @param {number} count
     */
    async steps(count) {
      const pid = child.pid ?? 0;
      const [start, others] = [performance.now(), otherWork(pid)];
      const { ms } = await ask({ steps: count });
      const disturbance = (otherWork(pid) - others) / (performance.now() - start);
      return { ms: /** @type {number[]} */ (ms), disturbance };
    },
    async close() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/**
 * @param {number} pid
 * @param {string} field In kilobytes.
 */
function statusOf(pid, field) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
}
