import { type BackendSubject, executionBackendLaws } from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { findNativeBinding } from './setup/find.ts';
import { loadNative } from './setup/load.ts';
import { tfjsNative } from './tfjs-native.ts';
import { tfjsNativeBf16 } from './tfjs-native-bf16.ts';

const found = findNativeBinding();
if (found === undefined)
  console.log('skipped: tfjs-native, whose library is not set up (pj setup native)');

// A file of tests has a process of its own: here the library is loaded with one thread.
describe.skipIf(found === undefined)('deterministic', () => {
  const subjects: BackendSubject[] = [
    { backend: tfjsNative({ deterministic: true }) },
    { backend: tfjsNativeBf16({ deterministic: true }), tolerance: 0.05 },
  ];
  for (const subject of subjects) {
    describe(`laws in ${subject.backend.capabilities.dtype}`, () => {
      test('promises the same bits', () => {
        expect(subject.backend.capabilities.bitExact).toBe(true);
      });
      for (const law of executionBackendLaws) {
        test.skipIf(!law.applies(subject))(law.name, () => law.check(subject));
      }
    });
  }

  test('is refused where the library has several threads', () => {
    const several = { TF_NUM_INTRAOP_THREADS: '2', TF_NUM_INTEROP_THREADS: '1' };
    expect(() => loadNative(found!.bindingPath, true, several)).toThrowError(
      expect.objectContaining({ code: 'TFJS_THREADS' }),
    );
  });
});
