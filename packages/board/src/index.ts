export { board } from './board.ts';
export { golden } from './golden/golden.ts';
export { type MachineShape, up5k } from './golden/machine/machine-shape.ts';
export { PROGRAM_INDICES, randomProgram } from './golden/machine/random-program.ts';
export { TensorMachine } from './golden/machine/tensor-machine.ts';
export { systemClock } from './golden/system-clock.ts';
export { type ServedDevice, serveGolden } from './pseudo-terminal/serve-golden.ts';
