import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DRAIN_DELAY, MacTiming, TAIL } from './mac-timing.ts';

interface Pass {
  readonly cycles: number;
  readonly drain: number;
  readonly port: boolean;
}

/** The same machine, cycle by cycle: drain, loader and array each look at what is so at its begin. */
function stepped(loaded: number, load: number, tiles: readonly (readonly Pass[])[]) {
  let cycle = loaded;
  let loaderLeft = 0;
  let buffered = true;
  let stalls = 0;
  /** When the drain before leaves the shadow; what has the port in the cycles to come. */
  let shadowFree = 0;
  const port: boolean[] = [];
  const tick = (working: boolean) => {
    if (port.shift() !== true && loaderLeft > 0 && --loaderLeft === 0) buffered = true;
    if (!working) stalls++;
    cycle++;
  };
  tiles.forEach((passes) => {
    while (!buffered) tick(false);
    buffered = false;
    loaderLeft = load;
    for (const pass of passes) {
      for (let i = 0; i < pass.cycles; i++) tick(true);
      while (cycle < shadowFree) tick(false);
      shadowFree = cycle + pass.drain;
      for (let i = 0; i < pass.drain; i++) port[DRAIN_DELAY + i] = pass.port;
    }
  });
  return { end: shadowFree + DRAIN_DELAY + TAIL, stalls };
}

const pass = fc.record({
  cycles: fc.integer({ min: 1, max: 40 }),
  drain: fc.integer({ min: 4, max: 40 }),
  port: fc.boolean(),
});

test('its closed form takes as many cycles as the machine stepped through', () => {
  const tiles = fc.array(fc.array(pass, { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.nat(50), fc.integer({ min: 1, max: 80 }), tiles, (loaded, load, work) => {
      const timing = new MacTiming(loaded, load);
      for (const passes of work) {
        timing.beginTile();
        for (const { cycles, drain, port } of passes) timing.pass(cycles, drain, port);
      }
      expect({ end: timing.end, stalls: timing.stalls }).toEqual(stepped(loaded, load, work));
    }),
    { numRuns: 2000 },
  );
});
