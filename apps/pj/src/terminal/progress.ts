import { safeText } from './safe-text.ts';

/** How long work tells how far it is. */
export interface Progress {
  /** `part` of the work has done `done` of `total` units. */
  update(part: string, done: number, total: number, detail?: string): void;
  /** A line that stays. */
  line(text: string): void;
}

export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface ProgressDisplay extends Progress {
  /** Ends the line that is being rewritten. */
  close(): void;
}

/** A line that is rewritten on a terminal; plain lines, few of them, elsewhere. */
export function createProgress(output: ProgressOutput, now: () => number): ProgressDisplay {
  return output.isTTY === true ? liveProgress(output, now) : plainProgress(output, now);
}

const REDRAW_MS = 80;

function liveProgress(output: ProgressOutput, now: () => number): ProgressDisplay {
  let live: { readonly part: string; readonly text: string } | undefined;
  let drawnAt = -Infinity;
  const erase = () => output.write('\r\u001B[2K');
  const end = () => {
    if (live === undefined) return;
    erase();
    output.write(`${live.text}\n`);
    live = undefined;
  };
  return {
    update(part, done, total, detail) {
      if (live !== undefined && live.part !== part) end();
      const text = safeText(`${part} ${bar(done, total)} ${counted(done, total, detail)}`);
      live = { part, text: text.slice(0, (output.columns ?? 80) - 1) };
      if (done >= total) return end();
      if (now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      erase();
      output.write(live.text);
    },
    line(text) {
      if (live !== undefined) erase();
      output.write(`${safeText(text)}\n`);
      if (live !== undefined) output.write(live.text);
    },
    close: end,
  };
}

const PLAIN_STEPS = 10;
const PLAIN_MS = 30_000;

function plainProgress(output: ProgressOutput, now: () => number): ProgressDisplay {
  let last = { part: '', share: -1, at: 0 };
  return {
    update(part, done, total, detail) {
      const share = total > 0 ? Math.floor((PLAIN_STEPS * done) / total) : PLAIN_STEPS;
      const due = part !== last.part || share > last.share || now() - last.at >= PLAIN_MS;
      if (!due) return;
      last = { part, share, at: now() };
      output.write(`${safeText(`${part} ${counted(done, total, detail)}`)}\n`);
    },
    line: (text) => output.write(`${safeText(text)}\n`),
    close() {},
  };
}

const BAR = 20;

function bar(done: number, total: number): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 1;
  const filled = Math.round(BAR * share);
  return `[${'='.repeat(filled)}${' '.repeat(BAR - filled)}]`;
}

const counted = (done: number, total: number, detail?: string): string =>
  detail === undefined || detail === '' ? `${done}/${total}` : `${done}/${total}  ${detail}`;
