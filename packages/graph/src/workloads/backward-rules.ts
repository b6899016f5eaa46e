import type { OperatorName } from '@picojoule/spec';

/** What the backward part of a layer without MACs needs beside the gradient of its output. */
export interface BackwardRule {
  /** Values of the forward pass that are kept for it. */
  readonly keeps: 'inputs' | 'output' | 'nothing';
  /** Operations for one of the forward pass; 1 when absent. */
  readonly operations?: number;
  /** True where the input's gradient is the output's, read by whoever wants it. */
  readonly passesOn?: boolean;
}

const nothing: BackwardRule = { keeps: 'nothing' };
const passesOn: BackwardRule = { keeps: 'nothing', operations: 0, passesOn: true };
const output: BackwardRule = { keeps: 'output' };
const inputs: BackwardRule = { keeps: 'inputs' };

type MacOperator = 'Conv' | 'ConvTranspose' | 'Gemm' | 'MatMul';

export const backwardRules: Readonly<Record<Exclude<OperatorName, MacOperator>, BackwardRule>> = {
  // Sums of the gradient and of its product with the input; then `a dy + b x + c`.
  BatchNormalization: { keeps: 'inputs', operations: 4 },
  Relu: output,
  LeakyRelu: output,
  PRelu: inputs,
  Clip: output,
  Sigmoid: output,
  HardSigmoid: output,
  HardSwish: inputs,
  Add: passesOn,
  Sub: passesOn,
  Mul: { keeps: 'inputs', operations: 2 },
  Div: { keeps: 'inputs', operations: 2 },
  Concat: nothing,
  MaxPool: inputs,
  AveragePool: nothing,
  GlobalAveragePool: nothing,
  GlobalMaxPool: inputs,
  Flatten: passesOn,
  Reshape: passesOn,
  Squeeze: passesOn,
  Unsqueeze: passesOn,
  Slice: nothing,
  Pad: nothing,
  Transpose: nothing,
  Split: nothing,
  Resize: nothing,
  ReduceMean: nothing,
  Softmax: output,
  LogSoftmax: output,
  LRN: inputs,
  Cast: nothing,
  Identity: passesOn,
};

export const backwardRuleOf = (op: OperatorName): BackwardRule =>
  (backwardRules as Readonly<Partial<Record<OperatorName, BackwardRule>>>)[op] ?? nothing;
