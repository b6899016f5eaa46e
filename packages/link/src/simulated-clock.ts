import type { Clock } from './host-link.ts';

interface Alarm {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * A clock whose time jumps to the next thing to happen as soon as nobody computes: hours pass in
 * seconds. It stands still while there is nothing to wait for. Begins at 0.
 */
export function simulatedClock(): Clock {
  const alarms: Alarm[] = [];
  let [time, orders, running] = [0, 0, false];

  const next = () => {
    running = false;
    let alarm = takeFirst(alarms);
    while (alarm?.cancelled === true) alarm = takeFirst(alarms);
    if (alarm === undefined) return;
    time = Math.max(time, alarm.at);
    alarm.run();
    wake();
  };
  // All that follows from an event is done before the next one: promises settle before an immediate.
  const wake = () => {
    if (running || alarms.length === 0) return;
    running = true;
    setImmediate(next);
  };

  return {
    now: () => time,
    after(milliseconds, run) {
      const alarm = { at: time + milliseconds, order: orders++, run, cancelled: false };
      put(alarms, alarm);
      wake();
      return () => {
        alarm.cancelled = true;
      };
    },
  };
}

const before = (a: Alarm, b: Alarm) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Puts an alarm into a binary heap. */
function put(heap: Alarm[], alarm: Alarm): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!before(alarm, heap[above]!)) break;
    heap[at] = heap[above]!;
    at = above;
  }
  heap[at] = alarm;
}

/** Takes the earliest alarm from a binary heap. */
function takeFirst(heap: Alarm[]): Alarm | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below++;
    if (!before(heap[below]!, last)) break;
    heap[at] = heap[below]!;
    at = below;
  }
  heap[at] = last;
  return first;
}
