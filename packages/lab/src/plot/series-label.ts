import type { Plot } from '@picojoule/spec';

/** What a series is called in a legend: bars of several stacks share names, so the stack is added. */
export const seriesLabel = ({ name, stack }: Plot['series'][number]): string =>
  stack === undefined || stack === '' || stack === name ? name : `${name} (${stack})`;
