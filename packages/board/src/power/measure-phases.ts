import { type HostLink, Kind, markerCommand } from '@picojoule/link';
import type { PhaseEnergy } from './phase-energy.ts';
import { phaseEnergy } from './phase-energy.ts';
import { PowerStream } from './power-stream.ts';
import { type MarkedTotal, PowerTotals } from './power-totals.ts';
import type { Readout } from './readout.ts';
import type { Budget } from './uncertainty.ts';
import { type PowerWindow, WindowCollector, type WindowRules } from './window-collector.ts';

/** Work that can be repeated; each repetition begins with its marker. */
export interface RepeatedPhase {
  readonly name: string;
  /** Of its marker. */
  readonly id: number;
  /** Asks for one repetition; resolves when it was done. The next one may be asked for before. */
  repeat(): Promise<void>;
}

export interface MeasureOptions {
  readonly readout: Readout;
  /** Undefined without a calibration: no uncertainty is stated then. */
  readonly budget: Budget | undefined;
  readonly rules: WindowRules;
  /** What it throws ends the measurement. */
  onProgress?(phase: string, seconds: number): void;
}

export interface MeasuredPhase extends PhaseEnergy {
  readonly name: string;
  readonly id: number;
}

export interface PhaseMeasurement {
  /** Of one repetition each; of idling, of one second. */
  readonly idle: PhaseEnergy;
  readonly phases: readonly MeasuredPhase[];
}

/** Marker of idle windows; phases have others. */
const IDLE = 0x1d1e;
/** Seconds that an idle window is longer than it must be: samples come some at a time. */
const MARGIN = 0.05;
/** Repetitions asked for at once, so that the board never waits for the host. */
const AHEAD = 6;

/**
 * Measures each phase by repeating it over windows, with a window of idling before and after.
 *
 * @throws PicojouleError when a sample is missing, or the link fails.
 */
export async function measurePhases(
  link: HostLink,
  phases: readonly RepeatedPhase[],
  { readout, budget, rules, onProgress }: MeasureOptions,
): Promise<PhaseMeasurement> {
  let [id, collector, marked] = [IDLE, new WindowCollector(rules), 0];
  const totals = new PowerTotals(readout, link.identity.clock, (total: MarkedTotal) => {
    if (total.id !== id) return;
    marked++;
    collector.add(total, totals);
  });
  const stream = await PowerStream.start(link, totals);
  const elapsed = () => totals.total.seconds;
  const collect = (next: number, windows: number, settle: number) => {
    [id, collector] = [next, new WindowCollector({ ...rules, windows, settle })];
  };
  const pause = (seconds: number) => {
    const end = elapsed() + seconds;
    return stream.until(() => elapsed() >= end);
  };

  const idle = async (windows: number): Promise<readonly PowerWindow[]> => {
    await pause(rules.settle);
    collect(IDLE, windows, 0);
    let seen = marked;
    while (!collector.done) {
      await link.send(Kind.command, markerCommand(IDLE));
      await stream.until(() => marked > seen);
      seen = marked;
      if (!collector.done) await pause(rules.seconds + MARGIN);
      onProgress?.('idle', elapsed());
    }
    return collector.windows;
  };

  const repeated = async (phase: RepeatedPhase): Promise<readonly PowerWindow[]> => {
    collect(phase.id, rules.windows, rules.settle);
    const asked: Promise<void>[] = [];
    const watching = stream.until(() => collector.done);
    let failed = false;
    watching.catch(() => {
      failed = true;
    });
    while (!collector.done && !failed) {
      const repetition = phase.repeat();
      // Told when its turn comes; until then others may fail with it.
      repetition.catch(() => {});
      asked.push(repetition);
      if (asked.length >= AHEAD) await asked.shift();
      onProgress?.(phase.name, elapsed());
    }
    await Promise.all(asked);
    await watching;
    return collector.windows;
  };

  try {
    const first = await idle(rules.windows);
    let before = first.at(-1)!;
    const measured: MeasuredPhase[] = [];
    for (const phase of phases) {
      const windows = await repeated(phase);
      const after = (await idle(1))[0]!;
      const { name, id: marker } = phase;
      measured.push({ name, id: marker, ...phaseEnergy(windows, [before, after], budget) });
      before = after;
    }
    // A second of idling is a repetition of it.
    const seconds = first.map((window) => ({ ...window, repetitions: window.integral.seconds }));
    return { idle: phaseEnergy(seconds, [first[0]!, first.at(-1)!], budget), phases: measured };
  } finally {
    await stream.stop();
  }
}
