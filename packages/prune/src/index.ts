export { energyAware } from './energy-aware.ts';
export { magnitude } from './magnitude.ts';
