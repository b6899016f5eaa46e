import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

function record(isTTY: boolean) {
  const written: string[] = [];
  let time = 0;
  const output = { isTTY, columns: 60, write: (text: string) => written.push(text) };
  const progress = createProgress(output, () => time);
  return { progress, written, wait: (ms: number) => (time += ms) };
}

test('elsewhere than on a terminal a thousand updates make eleven plain lines', () => {
  const { progress, written } = record(false);
  for (let done = 0; done <= 1000; done++) progress.update('train', done, 1000);
  expect(written.join('')).not.toContain('\u001B');
  expect(written).toHaveLength(11);
  expect(written.at(-1)).toBe('train 1000/1000\n');
});

test('slow work says that it lives', () => {
  const { progress, written, wait } = record(false);
  progress.update('prune', 0, 1000);
  wait(31_000);
  progress.update('prune', 1, 1000, 'conv1');
  expect(written.at(-1)).toBe('prune 1/1000  conv1\n');
});

test('a terminal keeps one line per part, and its last state stays', () => {
  const { progress, written, wait } = record(true);
  for (let done = 0; done <= 50; done++) {
    progress.update('train', done, 50);
    wait(100);
  }
  progress.update('prune', 1, 2);
  progress.close();
  const lines = written.join('').split('\n').map(lastState);
  expect(lines).toEqual([
    'train [====================] 50/50',
    'prune [==========          ] 1/2',
    '',
  ]);
});

test('a line that stays does not tear the line that is rewritten', () => {
  const { progress, written } = record(true);
  progress.update('train', 1, 4);
  progress.line('saved');
  expect(written.join('').split('\n').map(lastState)).toEqual([
    'saved',
    'train [=====               ] 1/4',
  ]);
});

/** What a terminal shows of a line that was rewritten. */
const lastState = (line: string): string =>
  stripVTControlCharacters(line.split('\r\u001B[2K').at(-1)!);

test.each([true, false])('names send nothing to the terminal (a terminal: %s)', (isTTY) => {
  const { progress, written } = record(isTTY);
  progress.update('train \u001B[31m', 1, 4, '\u0007\u009B2J');
  progress.line('saved \u001B]0;title\u0007\nand \u001B[2K');
  progress.close();
  // The rewritten line's own erasing is the only sequence.
  const text = written.join('').replaceAll('\r\u001B[2K', '');
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(text).toContain('saved \uFFFD]0;title\uFFFD\nand \uFFFD[2K\n');
});
