import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DRAIN_READS, type MacTimes, MacTiming, type Pass, TAIL } from './mac-timing.ts';

/** The same machine, cycle by cycle: drain, loader and array each look at what is so at its begin. */
function stepped(
  { taken, loaded, load, area, drainDelay }: MacTimes,
  tiles: readonly (readonly Pass[])[],
) {
  let cycle = taken + loaded;
  let loaderLeft = 0;
  let buffered = true;
  /** What the array sees of that, a cycle later or more. */
  let ready = true;
  let waits = 0;
  let stalls = 0;
  /** When the drain before is over; what has the port in the cycles to come. */
  let drainEnd = 0;
  /** Sums that have left the array and were not given yet. */
  let held = 0;
  const port: boolean[] = [];
  const tick = (working: boolean) => {
    ready = buffered && --waits <= 0;
    if (port.shift() !== true && loaderLeft > 0 && --loaderLeft === 0) {
      buffered = true;
      waits = loaded;
    }
    if (!working) stalls++;
    if (held > 0) held--;
    cycle++;
  };
  tiles.forEach((passes) => {
    while (!ready) tick(false);
    buffered = ready = false;
    loaderLeft = load;
    for (const pass of passes) {
      for (let i = 0; i < pass.products; i++) tick(true);
      const leaves = pass.unload > 0;
      while (cycle < drainEnd + (leaves ? DRAIN_READS : DRAIN_READS + 1) || (leaves && held > 0))
        tick(false);
      if (leaves) held = area;
      for (let i = 0; i < pass.unload; i++) tick(true);
      if (pass.drain > 0) drainEnd = cycle + pass.drain;
      for (let i = 0; i < pass.drain; i++) port[drainDelay + i] = pass.port;
    }
  });
  return { end: drainEnd + drainDelay + TAIL, stalls };
}

const pass = fc.record({
  products: fc.integer({ min: 1, max: 40 }),
  unload: fc.constantFrom(0, 1, 18),
  drain: fc.oneof(fc.constant(0), fc.integer({ min: 4, max: 40 })),
  port: fc.boolean(),
});

test('its closed form takes as many cycles as the machine stepped through', () => {
  const tiles = fc.array(fc.array(pass, { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 8,
  });
  const times = fc.record({
    taken: fc.nat(50),
    loaded: fc.constantFrom(1, 2),
    load: fc.integer({ min: 1, max: 80 }),
    area: fc.constantFrom(16, 64),
    drainDelay: fc.constantFrom(6, 7),
  });
  fc.assert(
    fc.property(times, tiles, (given, work) => {
      const timing = new MacTiming(given);
      for (const passes of work) {
        timing.beginTile();
        for (const pass of passes) timing.pass(pass);
      }
      expect({ end: timing.end, stalls: timing.stalls }).toEqual(stepped(given, work));
    }),
    { numRuns: 2000 },
  );
});
