export { board } from './board.ts';
export { golden } from './golden/golden.ts';
export { systemClock } from './golden/system-clock.ts';
export { type ServedDevice, serveGolden } from './pseudo-terminal/serve-golden.ts';
