import { parseErt } from '../accelergy/parse-ert.ts';
import { priceActions } from '../accelergy/price-actions.ts';
import type { PublishedTable } from './published-table.ts';

/** The exercise's energy reference table, picojoules, in the form that Accelergy writes. */
const ERT = `
ERT:
  version: '0.4'
  tables:
    - name: MAC
      actions:
        - { name: mac_random, energy: 2.2 }
        - { name: mac_gated, energy: 0.103 }
    - name: buffer
      actions:
        - { name: read, arguments: { address_delta: 1, data_delta: 0 }, energy: 0.115 }
        - { name: read, arguments: { address_delta: 1, data_delta: 1 }, energy: 0.253 }
    - name: GLB
      actions:
        - { name: read, arguments: { address_delta: 1, data_delta: 1 }, energy: 4.82 }
        - { name: write, arguments: { address_delta: 1, data_delta: 1 }, energy: 4.494 }
`;

const COUNTS = {
  MAC: { mac_random: 30, mac_gated: 15 },
  buffer: {
    'read(address_delta=1,data_delta=0)': 50,
    'read(address_delta=1,data_delta=1)': 20,
  },
  GLB: { read: 20, write: 10 },
};

const PUBLISHED = { MAC: 67.545, buffer: 10.81, GLB: 141.34, total: 219.695 };

export function accelergyTable(): PublishedTable {
  const energies = priceActions(parseErt(ERT), COUNTS);
  const total = Object.values(energies).reduce((sum, energy) => sum + energy, 0);
  return {
    name: 'accelergy-exercise-02',
    title: 'Action counts times an energy reference table',
    source: 'Timeloop and Accelergy exercises (ISPASS 2020), accelergy/02, reference output',
    model: 'priceActions(parseErt(text), counts)',
    unit: 'pJ',
    digits: 3,
    columns: ['component', 'energy'],
    rows: Object.entries({ ...energies, total }).map(([name, ours]) => ({
      name,
      cells: [{ ours, published: PUBLISHED[name as keyof typeof PUBLISHED] }],
    })),
    notes: [],
  };
}
