import { createRandom, type Random } from '@picojoule/spec';
import { goldenIdentities } from '../golden/golden-device.ts';
import { RAIL } from '../golden/power/activity-prices.ts';
import { Sampler, type TrueMarker } from '../golden/power/sampler.ts';
import { SimulatedSensor } from '../golden/power/simulated-sensor.ts';
import type { Stretch } from '../golden/program-runs.ts';
import { calibrate } from './calibration.ts';
import { LoadMeter } from './load-meter.ts';
import { type EnergyFigure, phaseEnergy } from './phase-energy.ts';
import { PowerRecords } from './power-records.ts';
import { type MarkedTotal, PowerTotals } from './power-totals.ts';
import { calibratedReadout, nominalReadout, type Readout } from './readout.ts';
import { ina226Limits } from './sensor-limits.ts';
import { simulatedReference } from './simulated-reference.ts';
import { type Budget, calibratedBudget, dataSheetBudget } from './uncertainty.ts';
import { type PowerWindow, WindowCollector, windowRules } from './window-collector.ts';

/** A result beside the truth, J. */
export interface Trial {
  readonly figure: EnergyFigure;
  readonly truth: number;
}

/** One simulated sensor's answers for a phase of known energy. */
export interface CoverageTrial {
  readonly calibrated: { readonly gross: Trial; readonly net: Trial };
  /** By the data sheets alone. */
  readonly uncalibrated: { readonly gross: Trial; readonly net: Trial };
}

const { board, clock } = goldenIdentities.icebreaker;
const PHASE = 1;
const IDLE = 2;

/**
 * Draws a sensor, its references, and a phase; calibrates the sensor with known loads; measures the phase
 * as `pj measure` does, without the link; and compares with the closed form.
 */
export function coverageTrial(seed: number, seconds: number = windowRules.seconds): CoverageTrial {
  const random = createRandom(seed, 'coverage');
  const sensor = new SimulatedSensor(ina226Limits, createRandom(seed, 'sensor'));
  const calibration = calibrateSimulated(sensor, random, seconds);
  const phase = drawPhase(random.split('phase'));

  const truths: TrueMarker[] = [];
  const sampler = new Sampler(sensor, clock, 0, (marker) => truths.push(marker));
  const readings: [Reading, Reading] = [
    new Reading(nominalReadout(RAIL.ohms), dataSheetBudget(RAIL.ohms), seconds),
    new Reading(calibratedReadout(calibration), calibratedBudget(calibration), seconds),
  ];
  const records = readings.map((reading) => new PowerRecords(clock, reading.totals));
  const run = (until: number) => {
    for (const record of sampler.until(until)) for (const each of records) each.add(record);
  };
  let now = Math.round(clock * 0.01);
  const idle = () => {
    now += Math.round(clock * 0.1);
    sampler.marker(IDLE, now);
    now += Math.round(clock * seconds) + 1;
    sampler.marker(IDLE, now);
    run(now);
  };
  idle();
  const end = now + clock * (windowRules.windows * (seconds + 0.1) + 1);
  while (now < end) {
    sampler.marker(PHASE, now);
    for (const { from, to, joules } of phase.stretches) sampler.work(now + from, now + to, joules);
    now += phase.cycles;
    run(now);
  }
  idle();
  run(now + clock * 0.01);

  const perRepetition = phase.stretches.reduce((sum, { joules }) => sum + joules, 0);
  const truth = { net: perRepetition, gross: grossTruth(truths, phase.cycles) };
  const [uncalibrated, calibrated] = readings.map((reading) => {
    const { gross, net } = reading.result();
    return {
      gross: { figure: gross, truth: truth.gross },
      net: { figure: net, truth: truth.net },
    };
  });
  return { calibrated: calibrated!, uncalibrated: uncalibrated! };
}

/** From the true energies at the markers of the phase. */
function grossTruth(truths: readonly TrueMarker[], cycles: number): number {
  const marks = truths.filter(({ id }) => id === PHASE);
  const [first, last] = [marks[0]!, marks.at(-1)!];
  return ((last.joules - first.joules) * cycles) / (last.cycle - first.cycle);
}

/** What one readout of the samples comes to. */
class Reading {
  readonly totals: PowerTotals;
  readonly #budget: Budget;
  readonly #windows: WindowCollector;
  readonly #idle: WindowCollector[] = [];
  readonly #idleRules;

  constructor(readout: Readout, budget: Budget, seconds: number) {
    this.#budget = budget;
    this.#windows = new WindowCollector({ ...windowRules, seconds });
    this.#idleRules = { seconds, windows: 1, settle: 0 };
    this.totals = new PowerTotals(readout, clock, (marked) => this.#mark(marked));
  }

  #mark(marked: MarkedTotal): void {
    if (marked.id === PHASE) {
      this.#windows.add(marked, this.totals);
      return;
    }
    const last = this.#idle.at(-1);
    const collector = last === undefined || last.done ? new WindowCollector(this.#idleRules) : last;
    if (collector !== last) this.#idle.push(collector);
    collector.add(marked, this.totals);
  }

  result() {
    const idle = this.#idle.map(({ windows }) => windows[0]!) as [PowerWindow, PowerWindow];
    return phaseEnergy(this.#windows.windows, idle, this.#budget);
  }
}

/** A repetition of one to eight parts of up to 3 ms, each between 0 and 25 mW above idling. */
function drawPhase(random: Random): { readonly cycles: number; readonly stretches: Stretch[] } {
  const stretches: Stretch[] = [];
  let at = 0;
  for (let part = 0; part <= random.integer(8); part++) {
    const cycles = 1000 + random.integer(90_000);
    const joules = (25e-3 * random.next() * cycles) / clock;
    stretches.push({ from: at, to: at + cycles, joules });
    at += cycles;
  }
  return { cycles: at, stretches };
}

function calibrateSimulated(sensor: SimulatedSensor, random: Random, seconds: number) {
  const reference = simulatedReference(random.split('reference'));
  const readings = reference.loads.map(({ watts, amperes, volts }) => {
    const sampler = new Sampler(sensor, clock, 0);
    sampler.connect(watts, 0);
    const meter = new LoadMeter();
    const records = new PowerRecords(clock, meter);
    for (const record of sampler.until(clock * seconds)) records.add(record);
    return meter.reading(amperes, volts);
  });
  return calibrate({
    board,
    simulated: true,
    date: '2000-01-01T00:00:00.000Z',
    sensor: 'INA226, simulated',
    shunt: { ohms: RAIL.ohms, tolerance: ina226Limits.resistance },
    reference: reference.limits,
    readings,
  });
}
