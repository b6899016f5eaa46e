export { serial } from './serial.ts';
