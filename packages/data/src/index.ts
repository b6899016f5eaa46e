export { fashionMnist } from './fashion-mnist.ts';
export { type IdxArray, readIdx } from './idx.ts';
export { mnist } from './mnist.ts';
