import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor, Tensors } from '@picojoule/spec';
import { tensorMalformed } from '../errors.ts';
import { decodeModel } from '../format/decode-model.ts';
import { decodeTensor } from '../format/decode-tensor.ts';
import { ElementType, elementTypeName } from '../format/element-types.ts';
import { type Message, tensorType } from '../format/schema.ts';

/** One of ONNX's own test cases: a model, its inputs and the outputs it must give. */
export interface ConformanceCase {
  readonly suite: string;
  readonly name: string;
  readonly model: Uint8Array;
  readonly operators: readonly string[];
  /** Read when asked: they throw PicojouleErrors for sequences, text and other types. */
  readonly data: () => { readonly inputs: Tensors; readonly outputs: Tensors };
}

/** Suites of ONNX's backend tests that hold their models, as Debian's `libonnx-testdata` installs them. */
export const CONFORMANCE_FOLDER = '/usr/share/libonnx-testdata/data';
const suites = ['node', 'pytorch-converted', 'pytorch-operator', 'simple'];

/** All cases below a folder, in the order of their names. */
export function readConformanceCases(folder = CONFORMANCE_FOLDER): ConformanceCase[] {
  return suites.flatMap((suite) => {
    const path = join(folder, suite);
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .filter((name) => existsSync(join(path, name, 'model.onnx')))
      .sort()
      .map((name) => readCase(suite, name, join(path, name)));
  });
}

function readCase(suite: string, name: string, path: string): ConformanceCase {
  const bytes = readFileSync(join(path, 'model.onnx'));
  const graph = decodeModel(bytes).graph!;
  const initialized = new Set((graph.initializer ?? []).map((tensor) => tensor.name ?? ''));
  const inputs = (graph.input ?? []).filter((input) => !initialized.has(input.name ?? ''));
  const operators = (graph.node ?? []).map(({ opType = '', domain = '' }) =>
    domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`,
  );
  const set = join(path, 'test_data_set_0');
  return {
    suite,
    name,
    model: bytes,
    operators: [...new Set(operators)].sort(),
    data: () => ({
      inputs: readTensors(set, 'input', inputs),
      outputs: readTensors(set, 'output', graph.output ?? []),
    }),
  };
}

function readTensors(
  set: string,
  kind: string,
  values: readonly Message<'ValueInfoProto'>[],
): Tensors {
  return Object.fromEntries(
    values.map(({ name = '', type }, i): [string, Tensor] => {
      if (!type?.tensorType) throw tensorMalformed(name, 'is a sequence or an optional value');
      const bytes = readFileSync(join(set, `${kind}_${i}.pb`));
      const proto = tensorType.decode(bytes) as Message<'TensorProto'>;
      const [stated, found] = [type.tensorType.elemType ?? 0, proto.dataType ?? 0];
      // NumPy has no bfloat16; ONNX stores the patterns.
      const isPattern = stated === ElementType.BFLOAT16 && found === ElementType.UINT16;
      if (stated !== found && !isPattern) {
        throw tensorMalformed(
          name,
          `is ${elementTypeName(stated)} in the model and ${elementTypeName(found)} in the test's data`,
        );
      }
      return [name, decodeTensor({ ...proto, dataType: stated }, {}, name)];
    }),
  );
}
