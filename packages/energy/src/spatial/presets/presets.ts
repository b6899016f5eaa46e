import type { Architecture } from '../architecture.ts';
import { eyerissIsca16, eyerissJssc17 } from './eyeriss.ts';
import { shiDianNaoLike } from './shidiannao-like.ts';
import { tpuLike } from './tpu-like.ts';

/** Architectures that can be named. */
export const PRESETS = {
  'eyeriss-isca16': eyerissIsca16,
  'eyeriss-jssc17': eyerissJssc17,
  'tpu-like': tpuLike,
  'shidiannao-like': shiDianNaoLike,
} as const satisfies Record<string, Architecture>;

export type PresetName = keyof typeof PRESETS;
