export { smd } from './smd.ts';
export { standard } from './standard.ts';
