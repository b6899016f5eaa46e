import type { Pair, Pass, PerOperand, Workload } from '@picojoule/spec';
import fc from 'fast-check';

const side = fc.integer({ min: 1, max: 14 });
const positive = (max: number) => fc.integer({ min: 1, max });
const share = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 3, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
);
const perOperand = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<PerOperand<T>> =>
  fc.record({ input: value, weight: value, output: value });

const layer = fc.stringMatching(/^[a-z]{1,6}[0-9]{1,3}$/);
const common = {
  layer,
  batch: positive(4),
  bits: perOperand(positive(32)),
  density: perOperand(share),
};
/** Passes that price like a layer with MACs. */
const macPass = fc.constantFrom<Pass>('forward', 'input-gradient', 'weight-gradient');

/** A convolution whose kernel fits its padded input: strides, pads, dilations and groups included. */
const conv: fc.Arbitrary<Workload> = fc
  .record({
    ...common,
    pass: macPass,
    groups: positive(3),
    perGroup: fc.tuple(positive(6), positive(6)),
    kernel: fc.tuple(positive(5), positive(5)),
    strides: fc.tuple(positive(3), positive(3)),
    dilations: fc.tuple(positive(2), positive(2)),
    pads: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
    extra: fc.tuple(fc.nat(13), fc.nat(13)),
  })
  .map(({ groups, perGroup: [c, m], kernel, strides, dilations, pads, extra, ...rest }) => {
    const along = (axis: 0 | 1) => {
      const span = (kernel[axis] - 1) * dilations[axis] + 1;
      const padding = pads[axis] + pads[axis + 2]!;
      const input = Math.max(1, span - padding) + extra[axis];
      return { input, output: Math.floor((input + padding - span) / strides[axis]) + 1 };
    };
    const [y, x] = [along(0), along(1)];
    const output: Pair = [y.output, x.output];
    return {
      ...rest,
      op: 'Conv',
      kind: 'conv',
      inputChannels: c * groups,
      outputChannels: m * groups,
      groups,
      input: [y.input, x.input],
      kernel,
      output,
      strides,
      pads,
      dilations,
      macs: rest.batch * m * groups * output[0] * output[1] * c * kernel[0] * kernel[1],
    };
  });

const dense = { groups: 1, strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] } as const;

const fullyConnected: fc.Arbitrary<Workload> = fc
  .record({
    ...common,
    pass: macPass,
    c: positive(32),
    m: positive(32),
    input: fc.tuple(side, side),
  })
  .map(({ c, m, input, ...rest }) => ({
    ...rest,
    ...dense,
    op: 'Gemm',
    kind: 'fc',
    inputChannels: c,
    outputChannels: m,
    input,
    kernel: input,
    output: [1, 1],
    macs: rest.batch * m * c * input[0] * input[1],
  }));

const dataMovement: fc.Arbitrary<Workload> = fc
  .record({
    ...common,
    pass: fc.constantFrom<Pass>('forward', 'update', 'statistics'),
    op: fc.constantFrom('Relu', 'Add', 'MaxPool'),
    channels: positive(16),
    size: fc.tuple(side, side),
    operations: fc.nat(10_000),
    inPlace: fc.boolean(),
  })
  .map(({ channels, size, ...rest }) => ({
    ...rest,
    ...dense,
    kind: 'data',
    inputChannels: channels,
    outputChannels: channels,
    input: size,
    kernel: [0, 0],
    output: size,
    macs: 0,
  }));

/** Layer passes of small layers of all kinds, consistent in their dimensions and MACs. */
export const workloadArbitrary: fc.Arbitrary<Workload> = fc.oneof(
  conv,
  fullyConnected,
  dataMovement,
);

/** Lists of them, each layer with a name of its own. */
export const workloadsArbitrary: fc.Arbitrary<Workload[]> = fc.uniqueArray(workloadArbitrary, {
  selector: (workload) => workload.layer,
  maxLength: 6,
});
