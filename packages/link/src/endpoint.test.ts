import { createRandom } from '@picojoule/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deframer } from './deframer.ts';
import { Endpoint } from './endpoint.ts';
import { type Faults, faultyWire } from './faulty-wire.ts';
import { Kind } from './frame.ts';

interface Side {
  readonly endpoint: Endpoint;
  readonly deframer: Deframer;
  readonly got: string[];
  held: number;
}

/**
 * Ends an exchange that stands still. With a quarter of all frames dropped, flipped and cut each, 300 frames have taken
 * up to 406 682 ticks.
 */
const MOST_TICKS = 4e6;

/** Two ends in virtual time: one frame each way per tick, slots released at random. */
function exchange(faults: Faults, seed: number, count: number, slots: readonly [number, number]) {
  const random = createRandom(seed, 'exchange');
  const side = (slots: number): Side => ({
    endpoint: new Endpoint({ slots, patience: 40 }),
    deframer: new Deframer(),
    got: [],
    held: 0,
  });
  const sides = [side(slots[0]), side(slots[1])] as const;
  const sent: [string[], string[]] = [[], []];
  for (const at of [0, 1] as const) {
    for (let i = 0; i < count; i++) {
      const payload = Uint8Array.from({ length: random.integer(20) }, () => random.integer(256));
      const kind = random.integer(2) === 0 ? Kind.command : Kind.stream;
      sides[at].endpoint.send(kind, payload, 0);
      sent[at].push(`${kind}:${payload}`);
    }
    // Both begin with no credit and ask for it.
  }
  const wires = [faultyWire(faults, seed), faultyWire(faults, seed + 1)] as const;
  let now = 0;
  const done = () => sides.every(({ endpoint }) => endpoint.pending === 0);
  for (; now < MOST_TICKS && !done(); now++) {
    for (const at of [0, 1] as const) {
      const bytes = sides[at].endpoint.poll(now);
      if (bytes === undefined) continue;
      const other = sides[1 - at]!;
      for (const frame of other.deframer.push(wires[at](bytes))) {
        const delivery = other.endpoint.receive(frame, now);
        if (delivery === undefined) continue;
        other.got.push(`${delivery.kind}:${delivery.payload}`);
        other.held++;
      }
    }
    for (const one of sides) {
      if (one.held > 0 && random.integer(3) === 0) {
        one.endpoint.release();
        one.held--;
      }
    }
  }
  return { sides, sent, now };
}

test('whatever the wire does, each side gets all frames of the other, once and in order', () => {
  const share = fc.double({ min: 0, max: 0.25, noNaN: true });
  fc.assert(
    fc.property(
      fc.record({ drop: share, flip: share, duplicate: share, cut: share }),
      fc.nat(1e6),
      fc.integer({ min: 1, max: 16 }),
      fc.integer({ min: 1, max: 127 }),
      (faults, seed, left, right) => {
        const { sides, sent } = exchange(faults, seed, 300, [left, right]);
        expect(sides[1].got).toEqual(sent[0]);
        expect(sides[0].got).toEqual(sent[1]);
      },
    ),
    { numRuns: 60 },
  );
});

test('on a perfect wire nothing is sent twice', () => {
  const { sides, now } = exchange({}, 1, 1000, [16, 16]);
  expect(sides.map(({ endpoint }) => endpoint.repeated)).toEqual([0, 0]);
  expect(now).toBeLessThan(4000);
});

test('a sender never exceeds the credit that it was given', () => {
  const sender = new Endpoint({ slots: 4, patience: 10 });
  const receiver = new Endpoint({ slots: 3, patience: 10 });
  for (let i = 0; i < 10; i++) sender.send(Kind.command, Uint8Array.of(i), 0);
  const deframer = new Deframer();
  let delivered = 0;
  const step = (now: number) => {
    for (let bytes = sender.poll(now); bytes !== undefined; bytes = sender.poll(now)) {
      for (const frame of deframer.push(bytes)) {
        if (receiver.receive(frame, now) !== undefined) delivered++;
      }
      const back = receiver.poll(now);
      if (back !== undefined) for (const frame of deframer.push(back)) sender.receive(frame, now);
    }
  };
  step(10);
  step(20);
  expect(delivered).toBe(3);
  receiver.release(2);
  step(30);
  step(40);
  expect(delivered).toBe(5);
});
