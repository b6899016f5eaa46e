import type { SignSums } from '@picojoule/core';
import type { SignsRecord } from './results.ts';

/** Sums over the layers; undefined where no sign was predicted. */
export function totalSigns(layers: Readonly<Record<string, SignSums>>): SignsRecord | undefined {
  const all = Object.values(layers);
  if (all.length === 0) return undefined;
  const sum = (count: (layer: SignSums) => number) =>
    all.reduce((total, layer) => total + count(layer), 0);
  return {
    weights: sum(({ weights }) => weights),
    predicted: sum(({ predicted }) => predicted),
    ...(all.every(({ wrong }) => wrong !== undefined) && { wrong: sum(({ wrong }) => wrong!) }),
    ...(all.some(({ tiles }) => tiles !== undefined) && {
      tiles: {
        all: sum(({ tiles }) => tiles?.all ?? 0),
        spared: sum(({ tiles }) => tiles?.spared ?? 0),
      },
    }),
    ...(all.some(({ bounded }) => bounded !== undefined) && {
      bounded: {
        predicted: sum(({ bounded }) => bounded?.predicted ?? 0),
        wrong: sum(({ bounded }) => bounded?.wrong ?? 0),
        bound: sum(({ bounded }) => bounded?.bound ?? 0),
      },
    }),
  };
}
