import type { Identity } from './identity.ts';

export const identity: Identity = {
  board: 'golden',
  bitstream: '00112233445566778899aabbccddeeff',
  clock: 30_000_000,
  simulated: true,
  macsPerCycle: 16,
  memory: 131_072,
};
