import { builder } from '@picojoule/graph';
import { modelImporterLaws } from '@picojoule/testkit';
import { test } from 'vitest';
import { exportOnnx, onnx } from './index.ts';

function sample(): Uint8Array {
  const b = builder('sample');
  const x = b.relu(b.batchNorm(b.conv(b.input('x', ['batch', 2, 6, 6]), { filters: 3 })));
  return exportOnnx(b.build(b.gemm(b.flatten(b.globalAveragePool(x)), { units: 4 })));
}

test.for(modelImporterLaws)('onnx: $name', { timeout: 120_000 }, (law) =>
  law.check({ importer: onnx(), sample: sample() }),
);
