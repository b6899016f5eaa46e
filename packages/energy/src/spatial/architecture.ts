import * as v from 'valibot';
import { faultsOf } from './architecture-faults.ts';
import { DIMENSIONS, TENSORS } from './dimensions.ts';

const energy = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const dimensions = v.pipe(v.array(v.picklist(DIMENSIONS)), v.readonly());
const tensor = v.picklist(TENSORS);
const text = v.pipe(v.string(), v.trim(), v.nonEmpty());
const source = v.optional(text);

const accessCost = v.strictObject({ read: energy, write: energy, source });

const isAccessCost = (input: unknown) =>
  typeof input === 'object' && input !== null && ('read' in input || 'write' in input);

const perTensor = <S extends v.GenericSchema>(schema: S) =>
  v.strictObject({
    ifmap: v.optional(schema),
    weight: v.optional(schema),
    ofmap: v.optional(schema),
  });

const level = v.strictObject({
  name: text,
  /** Capacity in words: of all tensors together, or of each. Without: unlimited. */
  words: v.optional(v.lazy((input) => (typeof input === 'number' ? count : perTensor(count)))),
  /** The tensors stored here; others pass by. All three if absent. */
  keeps: v.optional(v.pipe(v.array(tensor), v.readonly()), [...TENSORS]),
  /** Energy of one access of `vector` words, for all tensors or each. */
  energy: v.lazy((input) => (isAccessCost(input) ? accessCost : perTensor(accessCost))),
  /** Words of one access. */
  vector: v.optional(count, 1),
  /** Bits of a word that the energy is stated for; the architecture's if absent. */
  bits: v.optional(count),
  /** The loops that may step through what this level holds. All if absent. */
  loops: v.optional(dimensions, [...DIMENSIONS]),
  /** The loops that must not be cut outside this level. */
  whole: v.optional(dimensions, []),
  /** The tensor that stays inside while this level's innermost loops run; searched if absent. */
  stationary: v.optional(tensor),
  /** True: the ifmap tile is a sliding window, of which a step loads what is new. */
  slides: v.optional(v.boolean(), false),
});

const axis = v.strictObject({
  size: count,
  /** The loops that may be spread over this axis. */
  loops: dimensions,
});

const compression = v.lazy((input) =>
  typeof input === 'string'
    ? v.picklist(['significance-map', 'run-length'])
    : // Words moved = non-zero words / factor.
      v.strictObject({ metadata: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)) }),
);

const operand = v.optional(
  v.strictObject({
    /** A zero of this operand saves energy (`gate`), or energy, its own access and the cycle (`skip`). */
    zeros: v.optional(v.picklist(['compute', 'gate', 'skip']), 'compute'),
    compression: v.optional(compression),
    /** Where it moves compressed: names of levels, or `array`. The outermost level if absent. */
    at: v.optional(v.pipe(v.array(text), v.readonly())),
  }),
  {},
);

/** A spatial architecture as plain data, JSON included; docs/plugins/spatial.md explains each field. */
export const architectureSchema = v.pipe(
  v.strictObject({
    name: text,
    /** Of all energies. */
    unit: v.picklist(['pJ', 'MAC']),
    /** Bits of a word and of a MAC's operands that energies are stated for. */
    bits: v.optional(count, 16),
    /** Shared memories from DRAM inwards. */
    levels: v.pipe(v.array(level), v.minLength(1), v.readonly()),
    array: v.optional(
      v.strictObject({
        rows: axis,
        columns: axis,
        /** True: overlapping ifmap windows of PEs are sent once, as on diagonals. */
        sharesHalo: v.optional(v.boolean(), false),
        /** True: when a filter tap steps on, PEs pass the ifmap to each other; shares the halo too. */
        passesOn: v.optional(v.boolean(), false),
        /** Energy of a word that enters a PE, or of a psum that goes from one PE to the next. */
        hop: v.optional(energy, 0),
        source,
      }),
    ),
    /** Memories of one PE, outermost first. */
    pe: v.optional(v.pipe(v.array(level), v.readonly()), []),
    mac: v.strictObject({
      energy,
      /** Energy of a MAC whose operand is a gated zero. */
      gated: v.optional(energy, 0),
      source,
    }),
    sparsity: v.optional(
      v.strictObject({
        ifmap: operand,
        weight: operand,
        /** Finished values, at the outermost level; psums move in full. */
        ofmap: v.optional(v.strictObject({ compression: v.optional(compression) }), {}),
      }),
      {},
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const message of faultsOf(dataset.value)) addIssue({ message });
  }),
);

/** As a user writes it. */
export type Architecture = v.InferInput<typeof architectureSchema>;
/** With all defaults filled in. */
export type CompleteArchitecture = v.InferOutput<typeof architectureSchema>;
export type Level = CompleteArchitecture['levels'][number];
export type Compression = v.InferOutput<typeof compression>;
export type AccessCost = v.InferOutput<typeof accessCost>;
