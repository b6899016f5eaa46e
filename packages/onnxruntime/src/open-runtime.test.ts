import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PicojouleError, roundToFloat16, tensor } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { fromOrt } from './convert.ts';
import { openRuntime } from './open-runtime.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const text = (value: string) => new TextEncoder().encode(value);
/** A length-delimited protobuf field. */
const field = (id: number, content: Uint8Array) =>
  Uint8Array.of((id << 3) | 2, content.length, ...content);
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** ONNX's numbers of element types. */
const FLOAT = 1;
const UINT8 = 2;
const FLOAT16 = 10;
const DOUBLE = 11;
const BFLOAT16 = 16;

/** `y = op(x)` for x of [2], written byte by byte. */
function unary(op: string, elements = FLOAT): Uint8Array {
  const value = (name: string) =>
    join(
      field(1, text(name)),
      field(2, field(1, join(bytes(8, elements), field(2, field(1, bytes(8, 2)))))),
    );
  const node = join(field(1, text('x')), field(2, text('y')), field(4, text(op)));
  const graph = join(
    field(1, node),
    field(2, text('g')),
    field(11, value('x')),
    field(12, value('y')),
  );
  return join(bytes(8, 8), field(7, graph), field(8, bytes(16, 13)));
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PicojouleError);
  return (error as PicojouleError).code;
};

describe('openRuntime', () => {
  test('runs a model and names its inputs and outputs', async () => {
    const runtime = await openRuntime(unary('Relu'));
    expect([runtime.inputs, runtime.outputs]).toEqual([['x'], ['y']]);
    const { y } = await runtime.run({ x: tensor([2], [-1, 2.5]) });
    expect(y).toEqual(tensor([2], [0, 2.5]));
    await runtime.close();
  });

  test.each([
    ['integers', UINT8, [3, 200], ['x']],
    ['doubles', DOUBLE, [0.5, -2], []],
    ['halves', FLOAT16, [65504, -(2 ** -24)], []],
  ])('gives a model of %s what it takes, and their results as float32', async (...each) => {
    const [, elements, values, whole] = each;
    const runtime = await openRuntime(unary('Identity', elements));
    expect(runtime.wholeInputs).toEqual(whole);
    expect(await runtime.run({ x: tensor([2], values) })).toEqual({ y: tensor([2], values) });
    await runtime.close();
  });

  test('float16 is rounded as ONNX Runtime rounds it', async () => {
    const runtime = await openRuntime(unary('Sqrt', FLOAT16));
    expect(runtime.halfValues).toEqual(['x', 'y']);
    const { y } = await runtime.run({ x: tensor([2], [2, 1 + 2 ** -12]) });
    expect(y).toEqual(tensor([2], [roundToFloat16(Math.SQRT2), 1]));
    await runtime.close();
  });

  test.each([
    ['bfloat16', unary('Identity', BFLOAT16)],
    ['double', unary('Softsign', DOUBLE)],
  ])('names the type %s where it lacks it', async (type, model) => {
    await expect(openRuntime(model)).rejects.toMatchObject({
      code: 'ORT_MODEL',
      next: expect.stringContaining(type),
    });
  });

  test('refuses what is no model, what is missing and what does not fit, as PicojouleErrors', async () => {
    expect(await codeOf(openRuntime(bytes(1, 2, 3)))).toBe('ORT_MODEL');
    expect(await codeOf(openRuntime('no/such/file.onnx'))).toBe('ORT_MODEL');
    const runtime = await openRuntime(unary('Relu'));
    expect(await codeOf(runtime.run({}))).toBe('ORT_INPUTS');
    expect(await codeOf(runtime.run({ x: tensor([2], [1, 2]), z: tensor([1], [1]) }))).toBe(
      'ORT_INPUTS',
    );
    expect(await codeOf(runtime.run({ x: tensor([3], [1, 2, 3]) }))).toBe('ORT_RUN');
    await runtime.close();
    expect(await codeOf(runtime.run({ x: tensor([2], [1, 2]) }))).toBe('ORT_CLOSED');
    await runtime.close();
  });

  test('reads a file by its path as it reads its bytes', async ({ skip }) => {
    const path = fileURLToPath(
      new URL('../../../../shared/data/models/mnist-8.onnx', import.meta.url),
    );
    skip(!existsSync(path), '../shared/data/models is absent');
    const x = tensor(
      [1, 1, 28, 28],
      new Float32Array(784).map((_, i) => (i % 7) / 7),
    );
    const results = [];
    for (const model of [path, readFileSync(path)]) {
      const runtime = await openRuntime(model, { threads: 2 });
      results.push(await runtime.run({ Input3: x }));
      await runtime.close();
    }
    expect(results[0]).toEqual(results[1]);
  });

  test('the library is not loaded before it is needed', () => {
    const source = new URL('./open-runtime.ts', import.meta.url);
    const imports = readFileSync(source, 'utf8').match(/^import .*/gm) ?? [];
    const eager = imports.filter(
      (line) => /'onnxruntime-node'/.test(line) && !/^import type/.test(line),
    );
    expect(eager).toEqual([]);
  });
});

test('types that the graph does not carry are named', () => {
  const result = { type: 'string', dims: [1], data: ['a'] } as unknown as Parameters<
    typeof fromOrt
  >[1];
  expect(() => fromOrt('y', result)).toThrow('"y" has elements of type string');
});
