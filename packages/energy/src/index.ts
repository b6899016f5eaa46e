export { byDataType, byLayer, byLevel } from './break-down.ts';
export { effectualMacs, insideShare } from './effectual-macs.ts';
export { type Explanation, type Eyeriss, eyeriss } from './eyeriss/eyeriss.ts';
export type { Mapping } from './eyeriss/mapping.ts';
export type { Reuse, ReuseSplit } from './eyeriss/reuse.ts';
export { macs } from './macs.ts';
export { parameters } from './parameters.ts';
