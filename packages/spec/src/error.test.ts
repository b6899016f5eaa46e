import { expect, test } from 'vitest';
import { PicojouleError } from './error.ts';

const details = { code: 'ONNX_TRUNCATED', message: 'x.onnx ends early.', next: 'Fetch it again.' };

test('an error carries its code, what was wrong and what to do next', () => {
  const error = new PicojouleError(details);
  expect(error).toBeInstanceOf(Error);
  expect({ ...error, message: error.message }).toEqual({ ...details, name: 'PicojouleError' });
  expect(`${error}`).toBe('PicojouleError: x.onnx ends early.');
  expect(error.stack).toContain('error.test.ts');
});

test('the cause is kept, and is absent when there is none', () => {
  const cause = new RangeError('offset');
  expect(new PicojouleError({ ...details, cause }).cause).toBe(cause);
  expect('cause' in new PicojouleError(details)).toBe(false);
});
