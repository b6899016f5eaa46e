// Prices layers with our model in a process of its own, so that nothing is remembered from before.
import { readFileSync } from 'node:fs';
import { eyeriss } from '@picojoule/energy';

const workloads = JSON.parse(readFileSync(0, 'utf8'));
const model = eyeriss({ chip: 'isca16', skipZeros: false });
const before = process.cpuUsage();
const start = performance.now();
const { layers } = model.estimate(workloads);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
const energies = layers.map(({ total }) => total);
process.stdout.write(JSON.stringify({ seconds, processor: (user + system) / 1e6, energies }));
