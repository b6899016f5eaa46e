export { fixedPoint } from './fixed-point.ts';
export { psg } from './psg.ts';
export { signSgd } from './sign-sgd.ts';
export { slu } from './slu.ts';
export { smd } from './smd.ts';
export { standard } from './standard.ts';
export { swa } from './swa.ts';
