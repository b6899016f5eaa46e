import { existsSync } from 'node:fs';
import type { Tensors } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { exportOnnx } from '../export/export-onnx.ts';
import { inRuntime } from '../operators/testing.ts';
import { checkCase } from './check-case.ts';
import { CONFORMANCE_FOLDER, readConformanceCases } from './read-cases.ts';
import { relevantOperators } from './relevant-operators.ts';

const isThere = existsSync(CONFORMANCE_FOLDER);
if (!isThere) console.log(`skipped: ${CONFORMANCE_FOLDER} is absent (Debian's libonnx-testdata)`);

const optimized = (model: Uint8Array, inputs: Tensors) => inRuntime(model, inputs, {});

/** What may be refused, and nothing else. */
const reasons = [
  /works on 3-dimensional images/,
  /is in training mode/,
  /elements of type string/,
  /is a sequence or an optional value/,
  /MaxPool: makes more than its first output/,
  // Two cases pass a tensor of another shape than their model states.
  /Invalid rank for input: like/,
];

test.skipIf(!isThere)(
  "ONNX's own cases for these operators give their outputs after import and export, or are refused for what they are",
  { timeout: 120_000 },
  async () => {
    const cases = readConformanceCases().filter(({ operators }) =>
      operators.every((operator) => relevantOperators.has(operator)),
    );
    expect(cases.length).toBeGreaterThan(300);
    const unexpected: string[] = [];
    let matches = 0;
    for (const each of cases) {
      const { outcome, reason, name } = await checkCase(
        each,
        (graph, inputs) => optimized(exportOnnx(graph), inputs),
        optimized,
      );
      if (outcome === 'match') matches++;
      else if (outcome === 'refused' && reasons.some((known) => known.test(reason))) continue;
      // float16 and bfloat16 are computed as float32, and one test differs from ONNX Runtime itself.
      else if (/to b?float16 stays float32|is what the judge makes/.test(reason)) continue;
      else unexpected.push(`${name}: ${outcome}: ${reason}`);
    }
    expect(unexpected).toEqual([]);
    expect(matches / cases.length).toBeGreaterThan(0.89);
  },
);
