import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseNetwork } from '@picojoule/energy';
import type { Workload } from '@picojoule/spec';

const FOLDER = new URL('../../reproductions/networks/', import.meta.url);

/** ImageNet networks by name, dense, as files of 25 numbers a layer beside the committed results. */
export const NETWORKS = [
  'alexnet',
  'vgg-19',
  'resnet-50',
  'googlenet',
  'mobilenet',
  'squeezenet',
] as const;

export type NetworkName = (typeof NETWORKS)[number];

export const networkFile = (name: NetworkName): string =>
  fileURLToPath(new URL(`${name}.txt`, FOLDER));

export const readNetwork = (name: NetworkName): readonly Workload[] =>
  parseNetwork(readFileSync(networkFile(name), 'utf8')).workloads;
