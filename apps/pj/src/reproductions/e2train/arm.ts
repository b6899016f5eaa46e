import type { Plugin } from '@picojoule/spec';
import type { ArmRecord } from './arm-record.ts';

export type Saver = Plugin<'saver'>;

/** What a training is to do. */
export interface ArmPlan {
  readonly savers: readonly Saver[];
  /** Scheduled steps of plain training; savers may stretch them. */
  readonly steps: number;
  /** Looks without a new best after which it ends. */
  readonly patience?: number;
}

/** Arms of the same seed that are trained already, by key. */
export type FoundArms = ReadonlyMap<string, ArmRecord>;

/** One way to train. */
export interface Arm {
  readonly key: string;
  readonly what: string;
  /** Arms that share a learning rate, which is searched with savers of the family's own. */
  readonly family: string;
  /** In the quick run too. */
  readonly main?: boolean;
  /** Trained with the first seed alone. */
  readonly ablation?: boolean;
  /** Held to a band of a few tenths of a point: trained with more seeds than the others. */
  readonly close?: boolean;
  plan(steps: number, found: FoundArms): ArmPlan;
}

/** An arm of the usual length. */
export const arm = (
  [key, what, family]: readonly [key: string, what: string, family: string],
  savers: (found: FoundArms) => readonly Saver[],
  more: Pick<Arm, 'main' | 'ablation' | 'close'> = {},
): Arm => ({
  ...{ key, what, family, ...more },
  plan: (steps, found) => ({ steps, savers: savers(found) }),
});

/** The record of an arm that another one depends on. */
export function needed(found: FoundArms, key: string): ArmRecord {
  const record = found.get(key);
  if (record === undefined) throw new Error(`Arm ${key} is listed after one that needs it.`);
  return record;
}
