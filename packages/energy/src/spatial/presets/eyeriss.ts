import type { Architecture } from '../architecture.ts';
import { NORMALISED, NORMALISED_SOURCE } from './normalised-costs.ts';

const source = NORMALISED_SOURCE;
const { DRAM, buffer, array, RF, MAC } = NORMALISED;
/** Moving a word between two levels costs the dearer one only: what a fill writes is free. */
const filled = (read: number) => ({ read, write: 0, source });
const updated = (energy: number) => ({ read: energy, write: energy, source });

/**
 * Row-stationary in loops: filter rows and ofmap rows meet on the array, ifmap rows run along its
 * diagonals, each PE slides along a row. An approximation of the Eyeriss chips in the terms that all
 * architectures are described in; the reference is the model `eyeriss`.
 */
const rowStationary = (
  name: string,
  [rows, columns]: readonly [number, number],
  bufferWords: number,
  rfWords: number | { ifmap: number; weight: number; ofmap: number },
): Architecture => ({
  name,
  unit: 'MAC',
  bits: 16,
  levels: [
    { name: 'DRAM', energy: updated(DRAM) },
    {
      name: 'buffer',
      words: bufferWords,
      keeps: ['ifmap', 'ofmap'],
      energy: { ifmap: filled(buffer), ofmap: updated(buffer) },
      loops: ['N', 'M', 'C', 'E', 'F', 'R', 'S'],
      stationary: 'weight',
    },
  ],
  array: {
    rows: { size: rows, loops: ['R', 'C', 'M'] },
    columns: { size: columns, loops: ['E', 'M'] },
    sharesHalo: true,
    hop: array,
    source,
  },
  pe: [
    {
      name: 'RF',
      words: rfWords,
      energy: { ifmap: filled(RF), weight: filled(RF), ofmap: updated(RF) },
      loops: ['M', 'C', 'S'],
      slides: true,
    },
  ],
  mac: { energy: MAC, source },
  sparsity: {
    ifmap: { zeros: 'gate', compression: 'run-length' },
    ofmap: { compression: 'run-length' },
  },
});

/** Set-up of the analysis of ISCA 2016: 256 PEs, 512 B register file, 128 kB buffer. */
export const eyerissIsca16 = rowStationary('eyeriss-isca16', [16, 16], 65_536, 256);

/** The chip of JSSC 2017: 12 x 14 PEs, scratch pads of 12, 224 and 24 words, 100 kB for feature maps. */
export const eyerissJssc17 = rowStationary('eyeriss-jssc17', [12, 14], 51_200, {
  ifmap: 12,
  weight: 224,
  ofmap: 24,
});
