// Random programs on the verilated tensor machine and on the golden model: results, registers and cycles must be the same.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROGRAM_INDICES, packRegister, randomProgram, TensorMachine } from '@picojoule/board';
import { createRandom } from '@picojoule/spec';
import { atMost, wholeNumber } from './arguments.mjs';
import { configurationOf, optionsOf } from './configurations.mjs';
import { rtlBelow } from './modules.mjs';
import { build, verilatorMissing } from './verilator.mjs';
import { filesOf } from './workspace.mjs';

const top = 'rtl/tensor_machine.sv';
/** First index after the host's words, which no program looks at. */
const HOST_END = 4096;
/** Instructions of a program, at most. */
const LENGTH = 100;

/**
 * `random [configuration] [instructions] [seed] [instructions of a program] [program]`: of that one, all words that are
 * wrong are shown.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function runRandomPrograms(args) {
  const [configuration, others] = configurationOf(args);
  const { name, shape } = configuration;
  atMost(others, 4);
  const [wanted = '1000000', first = '1', longest = String(LENGTH), shown] = others;
  const least = wholeNumber('The number of instructions', wanted);
  const seed = wholeNumber('The seed', first, 0);
  const length = wholeNumber('The length of a program', longest);
  const whole = shown === undefined ? undefined : wholeNumber('The program', shown, 0);
  const skipped = await verilatorMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const program = await build({
    name: `random_programs_${name}`,
    top: 'tensor_machine',
    modules: [...rtlBelow([top]), top],
    sources: ['random/main.cpp'],
    headers: filesOf('tb', '.h'),
    options: optionsOf(configuration),
  });
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    said += text;
  });
  const closed = once(child, 'close');
  // A mismatch ends it while there is more to write.
  child.stdin.on('error', () => {});
  const send = (/** @type {Iterable<number>} */ numbers) =>
    new Promise((resolve) => {
      if (!child.stdin.writable) resolve(undefined);
      else child.stdin.write(bytesOf(numbers), resolve);
    });

  const random = createRandom(seed, 'programs');
  const machine = new TensorMachine(shape);
  const { integers } = machine.memory;
  integers.set(integers.map(() => random.integer(2 ** 32)));
  integers.fill(0, PROGRAM_INDICES, HOST_END);
  await send(integers);
  let count = 0;
  let programs = 0;
  while (count < least && child.exitCode === null) {
    const words = randomProgram(shape, random, length);
    integers.set(words, 0);
    const before = machine.counters.cycles;
    const { illegal, instructions } = machine.run(0);
    count += instructions;
    const shows = programs++ === whole;
    await send([
      ...[1, words.length, ...words, illegal === undefined ? 0 : 1, illegal ?? 0],
      ...[machine.counters.cycles - before, memoryHash(integers), registerHash(machine.registers)],
      ...[shows ? 1 : 0, ...(shows ? integers : [])],
    ]);
  }
  await send([0]);
  child.stdin.end();
  const [code] = await closed;
  const detail = `${name}: ${count} instructions, ${said.trim()}`;
  return code === 0
    ? { ok: true, detail }
    : {
        ok: false,
        detail: `${detail}\nAll that is wrong: npm run hardware -- random ${name} ${least} ${seed} ${length} <program>`,
      };
}

/** @param {Iterable<number>} numbers */
const bytesOf = (numbers) => Buffer.from(Int32Array.from(numbers).buffer);

/** @param {number} hash @param {number} word */
function mix(hash, word) {
  const mixed = Math.imul(hash ^ word, 16_777_619);
  return mixed ^ (mixed >>> 15);
}
const BASIS = 2_166_136_261 | 0;

/** @param {Int32Array} integers */
function memoryHash(integers) {
  let hash = BASIS;
  for (let i = 0; i < PROGRAM_INDICES; i++) hash = mix(hash, integers[i] ?? 0);
  for (let i = HOST_END; i < integers.length; i++) hash = mix(hash, integers[i] ?? 0);
  return hash;
}

/** @param {TensorMachine['registers']} registers */
function registerHash({ e, bits }) {
  let hash = BASIS;
  e.forEach((value, i) => {
    hash = mix(hash, packRegister(value, bits[i] ?? 0));
  });
  return hash;
}
