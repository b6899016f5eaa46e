import type { Workload } from '@picojoule/spec';
import { badWorkload } from './errors.ts';

const sizes = ['batch', 'inputChannels', 'outputChannels', 'groups'] as const;
const pairs = ['input', 'kernel', 'output', 'strides', 'dilations'] as const;
const operands = ['input', 'weight', 'output'] as const;

const isSize = (value: number) => Number.isSafeInteger(value) && value > 0;
const isShare = (value: number) => value >= 0 && value <= 1;
const isCount = (value: number) => value >= 0 && Number.isFinite(value);
const isWidth = (value: number) => value > 0 && Number.isFinite(value);

/** What may change from one estimate of a layer to the next. */
export function checkValues(workload: Workload): void {
  for (const operand of operands) {
    const { density, bits } = workload;
    if (!isShare(density[operand])) {
      throw badWorkload(workload, `density.${operand}`, density[operand], 'a share from 0 to 1');
    }
    if (!isWidth(bits[operand])) {
      throw badWorkload(workload, `bits.${operand}`, bits[operand], 'a positive number');
    }
  }
  const { macs, operations = 0, repeats = 1 } = workload;
  for (const [field, value] of Object.entries({ macs, operations })) {
    if (!isCount(value)) throw badWorkload(workload, field, value, 'a number >= 0');
  }
  if (!isSize(repeats)) throw badWorkload(workload, 'repeats', repeats, 'a positive integer');
}

/** The dimensions of a layer with MACs; checked once per shape. */
export function checkShape(workload: Workload): void {
  for (const field of sizes) {
    if (!isSize(workload[field])) {
      throw badWorkload(workload, field, workload[field], 'a positive integer');
    }
  }
  for (const field of pairs) {
    if (!workload[field].every(isSize)) {
      throw badWorkload(workload, field, `[${workload[field]}]`, 'two positive integers');
    }
  }
  if (!workload.pads.every(Number.isSafeInteger)) {
    throw badWorkload(workload, 'pads', `[${workload.pads}]`, 'four integers');
  }
  for (const field of ['inputChannels', 'outputChannels'] as const) {
    if (workload[field] % workload.groups !== 0) {
      throw badWorkload(
        workload,
        field,
        workload[field],
        `a multiple of groups = ${workload.groups}`,
      );
    }
  }
}
