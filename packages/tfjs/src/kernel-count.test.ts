import { type BackendSubject, executionBackendLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { countNative, countWasm } from './kernels/testing.ts';
import { tfjsNative } from './tfjs-native.ts';
import { tfjsNativeBf16 } from './tfjs-native-bf16.ts';
import { tfjsWasm } from './tfjs-wasm.ts';

const countedNative = countNative();
if (countedNative === undefined) {
  console.log('skipped: tfjs-native, because no native binding is installed (pj setup native)');
}
const subjects: Record<string, BackendSubject | undefined> = {
  'tfjs-native':
    countedNative === undefined ? undefined : { backend: tfjsNative(), countedMacs: countedNative },
  'tfjs-native-bf16':
    countedNative === undefined
      ? undefined
      : { backend: tfjsNativeBf16(), countedMacs: countedNative, tolerance: 0.05 },
  'tfjs-wasm': { backend: tfjsWasm(), countedMacs: countWasm() },
};

for (const [name, subject] of Object.entries(subjects)) {
  describe.skipIf(subject === undefined)(`${name} keeps the laws of backends:`, () => {
    for (const law of executionBackendLaws) {
      test.skipIf(subject !== undefined && !law.applies(subject))(law.name, () =>
        law.check(subject!),
      );
    }
  });
}
