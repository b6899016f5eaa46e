import * as imported from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { findNativeBinding } from './find.ts';
import { loadNative, NATIVE_BACKEND } from './load.ts';

const found = findNativeBinding();

it('reports a binding that cannot be loaded, and what to do', () => {
  expect(() => loadNative('/nowhere/tfjs_binding.node', false, {})).toThrowError(
    expect.objectContaining({ code: 'TFJS_BINDING_LOAD', next: expect.stringContaining('wasm') }),
  );
});

describe.skipIf(found === undefined)('with a native library', () => {
  it('registers the backend on the tfjs-core that modules import', async () => {
    const { tf, tensorflowVersion } = loadNative(found!.bindingPath);
    expect(tf.engine()).toBe(imported.engine());
    expect(tensorflowVersion).toMatch(/^\d+\.\d+\.\d+$/);
    await imported.setBackend(NATIVE_BACKEND);
    expect(imported.getBackend()).toBe(NATIVE_BACKEND);
    expect(loadNative(found!.bindingPath).tf).toBe(tf);
  });

  it('computes a convolution and the gradient of its filter', async () => {
    await imported.setBackend(NATIVE_BACKEND);
    const x = imported.ones([1, 4, 4, 1]) as imported.Tensor4D;
    const filter = imported.ones([3, 3, 1, 1]) as imported.Tensor4D;
    const y = imported.conv2d(x, filter, 1, 'valid');
    expect(y.shape).toEqual([1, 2, 2, 1]);
    expect([...y.dataSync()]).toEqual([9, 9, 9, 9]);
    const attributes = {
      strides: [1, 1],
      pad: 'valid',
      dataFormat: 'NHWC',
      filterShape: [3, 3, 1, 1],
    };
    const gradient = imported.engine().runKernel(
      imported.Conv2DBackpropFilter,
      { x, dy: y },
      {
        ...attributes,
        dimRoundingMode: undefined as unknown as string,
      },
    ) as imported.Tensor;
    expect([...gradient.dataSync()]).toEqual(Array(9).fill(36));
  });

  it('refuses a second library in one process', () => {
    loadNative(found!.bindingPath);
    expect(() => loadNative('/elsewhere/tfjs_binding.node')).toThrowError(
      expect.objectContaining({ code: 'TFJS_BINDING_TWICE' }),
    );
  });
});
