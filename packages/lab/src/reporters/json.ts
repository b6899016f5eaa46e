import { definePlugin, type Report } from '@picojoule/spec';
import * as v from 'valibot';

/** The report as it is, for programs. Numbers keep all their digits. */
export const json = definePlugin({
  kind: 'reporter',
  name: 'json',
  summary: 'The report as JSON, numbers in full.',
  options: v.strictObject({
    /** Spaces per level; 0 writes one line. */
    indent: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8)), 2),
  }),
  create: ({ indent }) => ({
    extension: 'json',
    render: (report: Report) =>
      `${JSON.stringify({ format: 'picojoule-report', version: 1, ...report }, finite, indent)}\n`,
  }),
});

/** JSON has no word for numbers that are not finite; null would say "no value". */
const finite = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
