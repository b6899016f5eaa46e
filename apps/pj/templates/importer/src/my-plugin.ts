import {
  type Dimension,
  definePlugin,
  type Graph,
  type ImportOptions,
  type Node,
  PicojouleError,
} from '@picojoule/spec';
import * as v from 'valibot';

const MAGIC = 'my-plugin 1';
const OPERATORS = ['Relu', 'Sigmoid', 'HardSwish', 'Identity'] as const;

/**
 * A model importer for a format of lines: a first line `my-plugin 1`, a line with the input's shape
 * such as `batch 3 8 8`, then one operator a line. Replace it by your format; refuse what it cannot
 * say, name what is wrong and where.
 */
export const myPlugin = definePlugin({
  kind: 'importer',
  name: 'my-plugin',
  summary: 'Reads chains of activation functions.',
  references: [],
  options: v.strictObject({
    /** Refuses longer files before reading them. */
    largestFile: v.optional(v.pipe(v.number(), v.minValue(1)), 1_000_000),
  }),
  create: ({ largestFile }) => ({
    extensions: ['.chain'],
    import(bytes: Uint8Array, options?: ImportOptions): Graph {
      if (bytes.length > largestFile) throw refused(`the file has ${bytes.length} bytes`);
      const [magic, shape = '', ...rest] = decode(bytes).split('\n');
      if (magic !== MAGIC) throw refused(`line 1 is not "${MAGIC}"`);
      const nodes = rest.filter((line) => line !== '').map(readNode);
      return {
        name: 'chain',
        inputs: [{ name: 'v0', type: 'float32', shape: readShape(shape, options?.batch) }],
        outputs: [`v${nodes.length}`],
        nodes,
        parameters: {},
        masks: {},
        blocks: [],
      };
    },
  }),
});

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refused('it is not text in UTF-8', cause);
  }
}

function readShape(line: string, batch: number | undefined): Dimension[] {
  return line.split(' ').map((word) => {
    if (word === 'batch') return batch ?? 'batch';
    if (!/^[1-9]\d{0,8}$/.test(word)) throw refused(`line 2: "${word}" is no dimension`);
    return Number(word);
  });
}

function readNode(op: string, i: number): Node {
  if (!isKnown(op)) throw refused(`line ${i + 3}: there is no operator "${op}"`);
  return { name: `n${i}`, op, inputs: [`v${i}`], outputs: [`v${i + 1}`], attributes: {} };
}

const isKnown = (op: string): op is (typeof OPERATORS)[number] =>
  OPERATORS.some((known) => known === op);

const refused = (reason: string, cause?: unknown) =>
  new PicojouleError({
    code: 'MY_PLUGIN_FORMAT',
    message: `This is no chain: ${reason}.`,
    next: 'Write the model again, or choose the importer of its format.',
    cause,
  });
