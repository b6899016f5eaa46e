import { DeviceLink, type Identity } from '@picojoule/link';

/** Receive slots of 240 bytes, as the hardware has them. */
const SLOTS = 8;
const PATIENCE_MS = 20;

/** The golden model says what the first board would say, and that it is simulated. */
export const goldenIdentity: Identity = {
  board: 'golden',
  // There is no bitstream.
  bitstream: '0'.repeat(32),
  clock: 30_000_000,
  simulated: true,
  macsPerCycle: 16,
  memory: 131_072,
};

/** Cycles per millisecond. */
export const goldenRate = goldenIdentity.clock / 1000;

/** A device as after power-on. */
export const goldenDevice = (): DeviceLink =>
  new DeviceLink({
    identity: goldenIdentity,
    slots: SLOTS,
    patience: PATIENCE_MS * goldenRate,
    canRunAt: (baud) => [1_000_000, 1_500_000, 2_000_000, 3_000_000].includes(baud),
  });
