import { type Column, unitName } from '@picojoule/spec';

export const text = (title: string): Column => ({ title });
export const count = (title: string): Column => ({ title, format: 'integer' });
export const percent = (title: string): Column => ({ title, format: 'percent' });
export const ratio = (title: string): Column => ({ title, format: { digits: 3 } });
export const joules = (title: string): Column => ({
  ...{ title, unit: unitName('J'), provenance: 'modelled', format: { digits: 3 } },
});
export const seconds = (title: string): Column => ({
  ...{ title, unit: 's', provenance: 'measured', format: { digits: 1 } },
});
export const points = (title: string): Column => ({
  ...{ title, unit: 'points', format: { digits: 2 } },
});
