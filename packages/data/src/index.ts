export { cifar10 } from './cifar/cifar10.ts';
export { cifar100 } from './cifar/cifar100.ts';
export { fashionMnist } from './fashion-mnist.ts';
export { type IdxArray, readIdx } from './idx.ts';
export { mnist } from './mnist.ts';
