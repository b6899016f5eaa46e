import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Faults } from '@picojoule/link';
import { noHardware, noVerilated } from './errors.ts';

/** Builds and starts the simulator; part of the repository, not of any package. */
const HARDWARE = fileURLToPath(new URL('../../../../hardware/hardware.mjs', import.meta.url));

export interface VerilatedOptions {
  readonly configuration: 'up5k' | 'ecp5';
  readonly faults: Faults & { readonly seed: number };
  /** Lines of this process's input connect known loads. */
  readonly loads: boolean;
}

/**
 * Runs the verilated board on a pseudo-terminal until it is interrupted; it prints its port itself.
 *
 * @throws PicojouleError `BOARD_NO_HARDWARE`, `BOARD_NO_RTL`.
 */
export async function runVerilated(
  { configuration, faults, loads }: VerilatedOptions,
  progress: { line(text: string): void },
): Promise<number> {
  if (!existsSync(HARDWARE)) throw noHardware();
  progress.line('Building the verilated board, unless these sources were built before.');
  const program = await builtProgram(configuration);
  const options = Object.entries(faults).flatMap(([name, value]) => [`--${name}`, String(value)]);
  if (loads) options.push('--loads');
  const input = loads ? 'inherit' : 'ignore';
  const child = spawn(program, options, { stdio: [input, 'inherit', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 0;
}

/** Path of the simulator. */
async function builtProgram(configuration: string): Promise<string> {
  const child = spawn(process.execPath, [HARDWARE, 'sim', configuration], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, wrong] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    wrong += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const path = said.trim().split('\n').at(-1) ?? '';
  if (code !== 0 || !existsSync(path)) throw noVerilated((wrong || said).trim());
  return path;
}
