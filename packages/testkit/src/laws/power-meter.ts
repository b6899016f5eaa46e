import {
  joules,
  type MeterSession,
  type PowerMeter,
  type PowerSample,
  seconds,
} from '@picojoule/spec';
import { demand, demandPicojouleError, demandRejects, within } from '../demand.ts';
import { type Law, law } from '../law.ts';

export interface MeterSubject {
  readonly meter: PowerMeter;
  /** Of a meter that answers; the first one listed by default. */
  readonly path?: string;
  /** Samples that a law looks at; 100 by default. */
  readonly samples?: number;
  /** Longest time that a law waits, in ms; 10 000 by default. */
  readonly patience?: number;
  /** Makes the session's next sample get lost, to see that it is noticed. */
  lose?(session: MeterSession): void;
}

const patienceOf = ({ patience = 10_000 }: MeterSubject) => patience;
const meterLaw = (
  name: string,
  check: (session: MeterSession, subject: MeterSubject) => Promise<void> | void,
  applies?: (subject: MeterSubject) => boolean,
) =>
  law<MeterSubject>(
    name,
    async (subject) => {
      const session = await subject.meter.open(await pathOf(subject));
      try {
        await check(session, subject);
      } finally {
        await session.close();
      }
    },
    applies,
  );

async function pathOf({ meter, path }: MeterSubject): Promise<string> {
  const found = path ?? (await meter.list())[0]?.path;
  demand(found !== undefined, 'no meter is listed, and none was named');
  return found;
}

/** The first samples; after `lose` was called, if asked for. */
async function take(
  session: MeterSession,
  count: number,
  lose?: () => void,
): Promise<PowerSample[]> {
  const taken: PowerSample[] = [];
  for await (const sample of session.samples()) {
    taken.push(sample);
    if (taken.length === 3) lose?.();
    if (taken.length >= count) break;
  }
  return taken;
}

function firstGap(samples: readonly PowerSample[]): string | undefined {
  for (const [i, sample] of samples.entries()) {
    const previous = samples[i - 1];
    if (previous === undefined) continue;
    const gap = sample.at - sample.duration - previous.at;
    const slack = 1e-3 * sample.duration + 1e-9 * Math.abs(sample.at);
    if (Math.abs(gap) > slack) return `sample ${i} begins ${gap} s after the end of the last one`;
  }
  return undefined;
}

/** The laws of power meters. */
export const powerMeterLaws: readonly Law<MeterSubject>[] = [
  meterLaw('samples are gap-free', async (session, subject) => {
    const { samples = 100 } = subject;
    const taken = await within(patienceOf(subject), take(session, samples), 'reading samples');
    demand(taken.length >= samples, `samples end after ${taken.length}`);
    const gap = firstGap(taken);
    demand(gap === undefined, gap ?? '');
  }),
  meterLaw('samples are finite powers over positive durations', async (session, subject) => {
    const { samples = 100 } = subject;
    for (const { at, power, duration } of await within(
      patienceOf(subject),
      take(session, samples),
      'reading',
    )) {
      demand(Number.isFinite(at) && Number.isFinite(power), `${power} W at ${at} s`);
      demand(Number.isFinite(duration) && duration > 0, `a sample lasts ${duration} s`);
    }
  }),
  meterLaw(
    'a lost sample is noticed: iteration throws a PicojouleError',
    async (session, subject) => {
      const { samples = 100, lose } = subject;
      const reading = within(
        patienceOf(subject),
        take(session, samples, () => lose?.(session)),
        'reading',
      );
      const error = await demandRejects(() => reading, 'reading past a lost sample');
      demandPicojouleError(error, 'what iteration throws');
      demand(error.code !== 'LAW_VIOLATED', error.message);
    },
    ({ lose }) => lose !== undefined,
  ),
  meterLaw('close ends samples', async (session, subject) => {
    const reading = (async () => {
      let count = 0;
      for await (const _ of session.samples()) if (++count === 3) await session.close();
      return count;
    })();
    await within(patienceOf(subject), reading, 'ending samples after close');
  }),
  meterLaw('a session states its provenance, rate and uncertainty', (session) => {
    const { provenance, sampleRate } = session;
    demand(provenance === 'simulated' || provenance === 'measured', `"${provenance}" is none`);
    demand(Number.isFinite(sampleRate) && sampleRate > 0, `${sampleRate} samples a second`);
    for (const [energy, duration] of [
      [0, 1],
      [1e-3, 0.1],
      [1, 1],
      [100, 10],
    ] as const) {
      const uncertainty = session.uncertaintyOf(joules(energy), seconds(duration)) ?? 0;
      demand(Number.isFinite(uncertainty) && uncertainty >= 0, `${energy} J: U = ${uncertainty} J`);
    }
  }),
  law('a meter that is not there is refused with a PicojouleError', async ({ meter }) => {
    const error = await demandRejects(() => meter.open('no/such/meter'), 'opening no meter');
    demandPicojouleError(error, 'the refusal');
  }),
];
